"""What a run costs is told in the scenario's unit of money on every page."""

import pytest

from model.break_even import break_even
from model.break_even.sentence import break_even_sentence, payback_sentence
from model.budget import fleets
from model.comparison.money import money_in_words, money_range_in_words
from model.purchase_plan.search import purchase_plan
from model.purchase_plan.sentence import plan_sentence
from model.uncertainty import Interval
from model.unit import Unit
from tests.model.break_even.market import asked, prices
from tests.scenarios import scenario


def test_dollars_of_a_run_are_dollars_per_million_of_its_tokens() -> None:
    per_mtoken = scenario(tokens=15 * 10**12, unit=Unit.USD_PER_MTOKEN)
    assert money_in_words(30_000_000, per_mtoken) == "$2.00 per million tokens"
    span = Interval(15_000_000, 30_000_000, 45_000_000)
    assert money_range_in_words(span, per_mtoken) == "$1.00–$3.00"


@pytest.mark.parametrize("unit", [Unit.USD, Unit.KWH, Unit.KG_CO2E])
def test_what_counts_no_money_leaves_it_in_dollars(unit: Unit) -> None:
    assert money_in_words(30_000_000, scenario(unit=unit)) == "$30.0M"


@pytest.mark.parametrize(
    ("unit", "after"),
    [
        (Unit.USD_PER_MTOKEN, " per million tokens"),
        (Unit.USD_PER_ZFLOP, " per 1e21 model FLOP"),
        (Unit.USD_PER_PFLOP_DAY, " per effective PFLOP-day"),
    ],
)
def test_break_even_and_the_purchase_plan_follow_the_unit(unit: Unit, after: str) -> None:
    wanted = asked(unit=unit)
    found = break_even(wanted, prices())
    assert f"{after} on Trainium2 and $" in break_even_sentence(found).detail
    assert after in payback_sentence(found)
    assert f"{after} expected" in plan_sentence(purchase_plan(wanted, prices())).detail


def test_the_smallest_cluster_is_counted_in_the_unit() -> None:
    wanted = asked(deadline_days=30, instances=None)
    in_usd = {f.instance: f.amount for f in fleets(wanted, prices())}
    per_mtoken = fleets(wanted.changed(unit=Unit.USD_PER_MTOKEN), prices())
    for fleet in per_mtoken:
        usd = in_usd[fleet.instance]
        assert usd is not None
        assert fleet.amount == pytest.approx(usd * 1e6 / wanted.tokens)
    (h100,) = (
        f
        for f in fleets(wanted.changed(unit=Unit.KWH), prices())
        if f.instance.instance_type == "p5.48xlarge"
    )
    assert h100.smallest is not None
    assert h100.amount is not None
    # Ten kilowatts a server of eight at most, as for a DGX H100, and more than a third of that.
    most = h100.smallest.instances * h100.smallest.days.median * 24 * 10.2 * 1.25
    assert most / 3 < h100.amount < most
