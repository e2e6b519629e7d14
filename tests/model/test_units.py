"""The same answer in every unit: factors between units, words, and what is not known."""

from dataclasses import replace

import pytest

from model.comparison import Comparison, compare, report
from model.comparison.amount import amount, amounts, run_flops, verdict_in_unit
from model.comparison.command import as_text
from model.comparison.sentence import sentence
from model.comparison.unit_words import UNIT_WORDS, in_words, range_in_words
from model.unit import Unit
from tests.model.test_compare import asked, prices

MONEY = [unit for unit in Unit if unit.of_money]


def answer(unit: Unit) -> Comparison:
    return compare(asked(unit=unit), prices())


def test_llama_3_1_70b_takes_6_4e24_flop() -> None:
    # Epoch AI, notable models: 7.929e24 for 6 N D on 15.6T tokens = 6.8e24 of weights alone;
    # 15T tokens at 6 x 70.6e9 are 6.35e24, plus attention over 8,192 tokens.
    assert run_flops(asked()) == pytest.approx(6.6e24, rel=0.06)
    assert run_flops(asked()) > 6 * 70.6e9 * 15e12


def test_units_of_money_differ_by_what_they_are_per() -> None:
    usd = {a.instance.instance_type: v.median for a, v in amounts(answer(Unit.USD))}
    flops = run_flops(asked())
    for unit, per in (
        (Unit.USD_PER_MTOKEN, 15e12 / 1e6),
        (Unit.USD_PER_ZFLOP, flops / 1e21),
        (Unit.USD_PER_PFLOP_DAY, flops / 8.64e19),
    ):
        found = {a.instance.instance_type: v.median for a, v in amounts(answer(unit))}
        assert found == {name: pytest.approx(usd[name] / per) for name in usd}


@pytest.mark.parametrize("unit", MONEY)
def test_who_is_cheaper_does_not_depend_on_the_unit_of_money(unit: Unit) -> None:
    plain, other = answer(Unit.USD).verdict, verdict_in_unit(answer(unit))
    assert plain is not None
    assert other is not None
    assert other.winner.instance_type == plain.winner.instance_type
    assert other.difference_fraction == plain.difference_fraction
    assert other.probability_trainium_cheaper == plain.probability_trainium_cheaper
    ratio = other.difference.median / plain.difference.median
    assert other.nvidia.amount.median == pytest.approx(plain.nvidia.amount.median * ratio)


def test_electricity_and_carbon_are_weighed_on_their_own() -> None:
    kwh, carbon = answer(Unit.KWH), answer(Unit.KG_CO2E)
    electricity = verdict_in_unit(kwh)
    assert electricity is not None
    best = amounts(kwh)[0][0]
    assert electricity.winner.instance_type == best.instance.instance_type
    # The grid of us-east-2 emits 440 g/kWh.
    for (one, energy), (two, emitted) in zip(amounts(kwh), amounts(carbon), strict=True):
        assert one.instance == two.instance
        assert emitted.median == pytest.approx(energy.median * 0.440, rel=0.01)
        assert energy.log_sigma > (one.cost_usd.log_sigma if one.cost_usd else 0)
    assert "uses less electricity" in sentence(kwh).headline
    assert "GWh of electricity" in sentence(kwh).detail


def test_experiments_use_electricity_too() -> None:
    plain = compare(asked(unit=Unit.KWH), prices()).platforms[0]
    double = compare(asked(unit=Unit.KWH, experiments_percent=100), prices()).platforms[0]
    assert plain.energy is not None
    assert double.energy is not None
    assert double.energy.kwh == pytest.approx(2 * plain.energy.kwh)


@pytest.mark.parametrize("unit", Unit)
def test_the_sentence_follows_the_unit(unit: Unit) -> None:
    found = answer(unit)
    verdict = verdict_in_unit(found)
    assert verdict is not None
    words = sentence(found).detail
    for side in (verdict.trainium, verdict.nvidia):
        assert range_in_words(side.amount.interval(), unit) in words
    assert UNIT_WORDS[unit].after in words


def test_an_unpublished_power_is_said_and_the_dollars_stay() -> None:
    found = answer(Unit.KWH)
    dark = replace(
        found,
        platforms=tuple(
            replace(a, energy=None) if a.instance.accelerator.family == "trainium" else a
            for a in found.platforms
        ),
    )
    assert verdict_in_unit(dark) is None
    assert "Trainium2: electricity not known" in sentence(dark).headline
    assert "$" in sentence(dark).detail


def test_without_a_cost_there_is_no_amount() -> None:
    found = compare(asked(), ())
    assert [amount(a, found.scenario) for a in found.platforms] == [None] * 4
    assert amounts(found) == ()


@pytest.mark.parametrize("unit", Unit)
def test_the_command_line_and_the_json_follow_the_unit(unit: Unit) -> None:
    found = answer(unit)
    platform, least = amounts(found)[0]
    assert f"{in_words(least.median, unit)} (" in as_text(found)
    rows = {row["instance_type"]: row for row in report(found)["platforms"]}
    row = rows[platform.instance.instance_type]["amount_in_unit"]
    assert row["median"] == pytest.approx(least.median)
