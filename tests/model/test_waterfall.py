"""Where the cost goes: the parts add up, the peak is the peak, and the words name the worst."""

import itertools

import pytest
from hypothesis import given, settings

from model.comparison import compare
from model.comparison.amount import amounts, run_flops
from model.comparison.waterfall import (
    PEAK,
    STEP_PARTS,
    Waterfall,
    losses_in_words,
    rivals,
    waterfall,
)
from model.scenario import Scenario
from model.search.estimate import PRACTICE
from model.step.recompute import RECOMPUTE
from model.step.schedule import PARTS
from model.unit import Unit
from tests.model.test_compare import asked, prices
from tests.scenarios import scenarios


def of(unit: Unit = Unit.USD, instance_type: str = "p5.48xlarge") -> Waterfall:
    answer = compare(asked(unit=unit, spare_percent=5, experiments_percent=50), prices())
    platform = next(a for a in answer.platforms if a.instance.instance_type == instance_type)
    found = waterfall(platform, answer.scenario)
    assert found is not None
    return found


def test_every_part_of_a_step_has_a_name() -> None:
    named = [part for parts in STEP_PARTS.values() for part in parts]
    assert sorted(named) == sorted([*PARTS, RECOMPUTE, PRACTICE])


@pytest.mark.parametrize("unit", Unit)
def test_the_parts_add_up_to_the_answer(unit: Unit) -> None:
    answer = compare(asked(unit=unit, spare_percent=5, experiments_percent=50), prices())
    for platform, value in amounts(answer):
        found = waterfall(platform, answer.scenario)
        assert found is not None
        assert found.total == pytest.approx(value.median)
        assert sum(part.share for part in found.parts) == pytest.approx(1)


def test_the_peak_is_the_run_at_full_peak_speed() -> None:
    # 8 H100 of 989.4e12 FLOP/s dense BF16 each, at 41.528 USD an hour; spares and trials apart.
    hours = run_flops(asked()) / (8 * 989.4e12) / 3600
    assert of().part(PEAK).value == pytest.approx(hours * 41.528, rel=0.001)


def test_each_part_starts_where_the_one_before_ends() -> None:
    parts = of().parts
    for before, after in itertools.pairwise(parts):
        assert after.start == pytest.approx(before.start + before.value)


def test_storage_uses_no_electricity() -> None:
    assert of(Unit.KWH).part("Storage").value == 0
    assert of(Unit.USD).part("Storage").value > 0


def test_the_words_name_where_trainium_loses() -> None:
    answer = compare(asked(), prices())
    words = losses_in_words(answer, rivals(answer))
    assert "Trainium2 loses most in matrix products below the peak" in words
    assert "At the peak of its chips" in words


def test_one_platform_alone_is_described_too() -> None:
    answer = compare(asked(platforms=("p5.48xlarge",)), prices())
    assert losses_in_words(answer, rivals(answer)).startswith("H100 SXM loses most in")


def test_without_a_cost_there_is_nothing_to_show() -> None:
    answer = compare(asked(), ())
    assert rivals(answer) == ()
    assert losses_in_words(answer, ()) == ""


@settings(max_examples=25, deadline=None)
@given(scenarios())
def test_no_part_of_a_step_is_below_zero(any_scenario: Scenario) -> None:
    for found in rivals(compare(any_scenario, prices())):
        assert all(part.value > -1e-9 * found.total for part in found.parts)
