"""Cost against time: the same runs as the comparison, and only those worth choosing among."""

import itertools
from dataclasses import replace

import pytest

from model.comparison import compare
from model.comparison.frontier import (
    Frontier,
    any_size,
    frontier_in_words,
    frontiers,
    thinned,
)
from model.unit import Unit
from tests.model.test_compare import asked, prices


@pytest.fixture(scope="module")
def h100() -> Frontier:
    (found,) = frontiers(any_size(asked(), "p5.48xlarge"), prices())
    return found


def test_each_size_is_the_answer_for_that_many_instances(h100: Frontier) -> None:
    size = next(s for s in h100.sizes if s.instances == 256)
    sized = asked(deadline_days=None, instances=256, platforms=("p5.48xlarge",))
    answer = compare(sized, prices()).platforms[0]
    assert answer.plan is not None
    assert size.days == answer.plan.days
    assert size.amount == answer.cost_usd


def test_what_is_worthwhile_gets_faster_only_by_getting_dearer(h100: Frontier) -> None:
    assert len(h100.worthwhile) > 3
    for slow, fast in itertools.pairwise(h100.worthwhile):
        assert fast.days.median < slow.days.median
        assert fast.amount.median > slow.amount.median


def test_every_other_size_is_beaten_in_both(h100: Frontier) -> None:
    for size in h100.sizes:
        beaten = any(
            w.days.median <= size.days.median and w.amount.median <= size.amount.median
            for w in h100.worthwhile
            if w != size
        )
        assert beaten != size.worthwhile


def test_a_deadline_changes_nothing() -> None:
    assert any_size(asked(deadline_days=30), "p5.48xlarge") == any_size(asked(), "p5.48xlarge")


def test_sizes_are_thinned_but_powers_of_two_stay() -> None:
    kept = thinned((1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 16, 18, 20, 24, 32))
    assert {1, 2, 4, 8, 16, 32} <= set(kept)
    assert 9 not in kept


def test_the_words_give_both_ends_in_the_unit(h100: Frontier) -> None:
    assert "$" in frontier_in_words(h100, asked())
    (energy,) = frontiers(any_size(asked(unit=Unit.KWH), "p5.48xlarge"), prices())
    assert "GWh of electricity in" in frontier_in_words(energy, asked(unit=Unit.KWH))


@pytest.mark.parametrize(
    ("changes", "sold", "why"),
    [
        ({}, False, "Not sold this way here"),
        ({"precision": "nvfp4"}, True, "NVFP4"),
        (
            {"tokens": 10**15, "model": "llama3.1-405b"},
            True,
            "longer than capacity is sold for (3 years)",
        ),
    ],
)
def test_a_platform_without_sizes_says_why(
    changes: dict[str, object], sold: bool, why: str
) -> None:
    asks = any_size(asked(**changes), "trn2.48xlarge")
    (found,) = frontiers(asks, prices() if sold else ())
    assert found.sizes == ()
    assert why in frontier_in_words(found, asks)


def test_a_speed_hundreds_of_times_as_high_is_told_without_powers_of_ten(h100: Frontier) -> None:
    slow, fast = h100.worthwhile[0], h100.worthwhile[-1]
    crawling = replace(slow, days=slow.days.scaled(671 * fast.days.median / slow.days.median))
    told = frontier_in_words(replace(h100, sizes=(crawling, fast)), asked())
    assert told.endswith("more for 670 times the speed.")
