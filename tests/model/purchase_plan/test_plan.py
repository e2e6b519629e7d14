"""The cheapest purchase: worked examples, laws, and what is said where there is none."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.price import Price
from model.purchase_option import PurchaseOption
from model.purchase_plan.plan import Plan, sure_enough
from model.purchase_plan.search import purchase_plan
from model.purchase_plan.sentence import plan_sentence
from model.scenario import Scenario
from tests.scenarios import scenario

HOURS = 24


def price(option: str, usd_per_hour: float, instance_type: str = "p5.48xlarge") -> Price:
    return Price(
        provider="aws", region="us-east-2", instance_type=instance_type, purchase_option=option,
        usd_per_hour=usd_per_hour, as_of=date(2026, 7, 22), source="AWS",
    )  # fmt: skip


BLOCK, ON_DEMAND, SPOT = (
    price("capacity_block", 41.528), price("on_demand", 55.04), price("spot", 15.0),
)  # fmt: skip
ONE = scenario(
    model="llama3.1-8b", tokens=10**12, platforms=("p5.48xlarge",), deadline_days=30,
    sure_percent=80,
)  # fmt: skip


def best(chosen: Scenario, *prices: Price) -> Plan:
    plan = purchase_plan(chosen, prices).best
    assert plan is not None
    return plan


def test_on_demand_alone_costs_its_days() -> None:
    plan = best(ONE, ON_DEMAND)
    assert plan.options == ("on_demand",)
    days = plan.finish.median
    assert plan.usd.median == pytest.approx(days * HOURS * 55.04 * plan.instances, rel=1e-6)


def test_the_plan_is_as_sure_as_was_asked() -> None:
    for sure in (50, 80, 95, 99):
        plan = best(ONE.changed(sure_percent=sure), ON_DEMAND, BLOCK)
        assert plan.in_time is not None
        assert plan.in_time * 100 >= sure


def test_blocks_cover_at_least_the_run_that_is_expected_and_their_rest_is_paid() -> None:
    plan = best(ONE, BLOCK)
    blocks = [piece for piece in plan.slices if piece.certain]
    assert sum(piece.end - piece.start for piece in blocks) >= plan.run.days.median
    paid = sum(piece.usd for piece in blocks)
    span = blocks[-1].end
    assert paid == pytest.approx(span * HOURS * 41.528 * plan.instances)
    assert 0 < plan.over <= 0.5
    assert plan.unused_usd > 0


def test_the_slices_add_up_to_the_expected_cost() -> None:
    for prices in ((BLOCK,), (ON_DEMAND,), (BLOCK, ON_DEMAND), (price("reserved_1y", 30.0),)):
        plan = best(ONE, *prices)
        assert sum(piece.usd for piece in plan.slices) == pytest.approx(plan.expected_usd)


def test_spot_is_used_as_far_as_it_can_be_counted_on() -> None:
    assert best(ONE, SPOT, ON_DEMAND).options == ("on_demand",)
    counted = best(ONE.changed(spot_limit=10_000), SPOT, ON_DEMAND)
    assert counted.options[0] == "spot"
    assert counted.expected_usd < best(ONE, ON_DEMAND).expected_usd


def test_a_reservation_pays_its_whole_term_unless_other_work_uses_it() -> None:
    reserved = price("reserved_1y", 30.0)
    alone = best(ONE, reserved)
    assert alone.expected_usd == pytest.approx(365 * HOURS * 30.0 * alone.instances)
    used, left = alone.slices
    assert used.what.endswith("under one-year reservations")
    assert (left.what, left.end) == ("paid and not used", pytest.approx(365))
    shared = best(ONE.changed(term_shared=True), reserved)
    assert shared.expected_usd < alone.expected_usd / 5
    assert best(ONE, reserved, ON_DEMAND).options == ("on_demand",)


def test_a_contract_is_a_price_like_another() -> None:
    assert best(ONE, price("contract", 20.0), ON_DEMAND, BLOCK).options == ("contract",)


def test_spare_instances_are_bought_too() -> None:
    plan = best(ONE.changed(spare_percent=10), ON_DEMAND)
    assert plan.instances > plan.run.instances


def test_what_has_no_price_is_left_out_with_the_reason() -> None:
    (platform,) = purchase_plan(ONE, [BLOCK, SPOT]).platforms
    reasons = {left.option: left.reason for left in platform.left_out}
    assert reasons[PurchaseOption.ON_DEMAND].startswith("no price: sold in us-east-2 as")
    assert "you count on 0 on spot" in reasons[PurchaseOption.SPOT]


def test_more_instances_than_blocks_hold_are_left_out_with_the_reason() -> None:
    large = ONE.changed(deadline_days=None, instances=512)
    (platform,) = purchase_plan(large, [BLOCK]).platforms
    assert platform.best is None
    reasons = {left.option: left.reason for left in platform.left_out}
    assert "at most 256" in reasons[PurchaseOption.CAPACITY_BLOCK]


def test_what_blocks_do_not_hold_runs_on_demand_beside_them() -> None:
    large = ONE.changed(deadline_days=None, instances=512, tokens=10**14)
    plan = best(large, BLOCK, ON_DEMAND)
    assert plan.options[0] == "capacity_block"
    beside = [piece for piece in plan.slices if "beside the blocks" in piece.what]
    assert [piece.instances for piece in beside] == [256]
    assert sum(piece.usd for piece in plan.slices) == pytest.approx(plan.expected_usd)
    assert plan.expected_usd < best(large, ON_DEMAND).expected_usd


def test_no_more_instances_are_extended_in_blocks_than_blocks_hold() -> None:
    large = ONE.changed(deadline_days=None, instances=512, tokens=10**14)
    found = purchase_plan(large, [BLOCK, ON_DEMAND]).platforms[0]
    (plan,) = (p for p in found.plans if p.options == ("capacity_block", "capacity_block"))
    assert "256 instances in further blocks, by the day, and 256 on demand" in plan.slices[-1].what


def test_why_a_late_plan_is_on_no_larger_cluster_is_said() -> None:
    both = scenario(platforms=("p5.48xlarge", "trn2.48xlarge"), deadline_days=120)
    sold = [BLOCK, price("capacity_block", 35.76, "trn2.48xlarge")]
    words = plan_sentence(purchase_plan(both, sold))
    assert "less surely in time: blocks hold no more than 256 instances" in words.detail


def test_what_a_commitment_holds_is_said() -> None:
    shared = ONE.changed(term_shared=True)
    plan = best(shared, price("savings_plan_1y", 30.0))
    assert any("on-demand capacity, which is not guaranteed" in said for said in plan.remarks)
    plan = best(shared, price("reserved_1y", 30.0))
    assert "Of reservations only a zonal one holds capacity" in plan.remarks


def test_no_block_is_extended_beyond_the_longest_one() -> None:
    # EC2 User Guide, Extend Capacity Blocks: 182 days in all.
    def said(tokens: int) -> str:
        long = ONE.changed(deadline_days=None, instances=16, tokens=tokens)
        return " ".join(best(long, BLOCK).remarks)

    assert "lasts 182 days at most, its extensions with it" in said(2 * 10**13)
    assert "its extensions with it" not in said(10**12)


def test_a_run_stays_in_the_region_it_starts_in() -> None:
    # Blocks are cheaper in one region, on-demand in the other: they are no mix.
    there = [
        price(option, usd).model_copy(update={"region": "us-east-1"})
        for option, usd in (("capacity_block", 44.0), ("on_demand", 45.0))
    ]
    anywhere = ONE.changed(region="any", deadline_days=None, instances=8)
    (platform,) = purchase_plan(anywhere, [BLOCK, ON_DEMAND, *there]).platforms
    for plan in platform.plans:
        used = (plan.first_price, plan.then_price, plan.beside_price)
        assert len({p.region for p in used if p is not None}) == 1
    by_options = {plan.options: plan.first_price.region for plan in platform.plans}
    assert by_options["on_demand",] == "us-east-1"
    assert by_options["capacity_block", "capacity_block"] == "us-east-2"


def test_without_a_deadline_nothing_is_late() -> None:
    plan = best(ONE.changed(deadline_days=None, instances=16), BLOCK, ON_DEMAND)
    assert plan.in_time is None
    assert plan.run.instances == 16


@settings(max_examples=15, deadline=None)
@given(st.floats(5, 100), st.floats(5, 100), st.sampled_from(["capacity_block", "on_demand"]))
def test_a_higher_price_never_costs_less(one: float, two: float, option: str) -> None:
    low, high = sorted((one, two))
    other = ON_DEMAND if option == "capacity_block" else BLOCK
    costs = [best(ONE, price(option, usd), other).expected_usd for usd in (low, high)]
    assert costs[0] <= costs[1] * (1 + 1e-9)


@settings(max_examples=10, deadline=None)
@given(st.integers(50, 99), st.integers(50, 99))
def test_to_be_surer_never_costs_less(one: int, two: int) -> None:
    low, high = sorted((one, two))
    costs = [
        best(ONE.changed(sure_percent=sure), BLOCK, ON_DEMAND).expected_usd for sure in (low, high)
    ]
    assert costs[0] <= costs[1] * (1 + 1e-9)


def test_another_option_never_makes_it_dearer() -> None:
    alone = best(ONE, ON_DEMAND).expected_usd
    assert best(ONE, ON_DEMAND, BLOCK).expected_usd <= alone


def test_the_answer_is_the_same_every_time() -> None:
    assert best(ONE, BLOCK, ON_DEMAND) == best(ONE, BLOCK, ON_DEMAND)


def test_where_nothing_is_in_time_as_surely_as_asked_the_surest_is_shown_and_said() -> None:
    hard = scenario(platforms=("p5.48xlarge",), deadline_days=90, sure_percent=99)
    found = purchase_plan(hard, [BLOCK])
    assert found.best is not None
    assert not sure_enough(found.best, hard)
    words = plan_sentence(found)
    assert words.headline == "Nothing sold here is done in 90 days as surely as you ask"


def test_a_run_of_minutes_is_told_in_minutes_and_one_instance_is_one() -> None:
    small = scenario(
        model="llama3.2-1b", tokens=10**9, platforms=("p5.48xlarge",), deadline_days=30
    )
    words = plan_sentence(purchase_plan(small, [ON_DEMAND]))
    assert words.detail.startswith("1 instance of H100 SXM")
    assert " minutes)" in words.detail
    assert "day 0" not in words.detail
    (piece,) = best(small, ON_DEMAND).slices
    assert piece.what == "1 instance on demand, paid as used"


def test_a_reason_that_holds_for_all_platforms_is_given_once() -> None:
    words = plan_sentence(purchase_plan(scenario(deadline_days=1), [BLOCK]))
    assert words.detail.count("under any option") == 1


def test_without_any_price_the_sentence_says_what_to_do() -> None:
    words = plan_sentence(purchase_plan(ONE, []))
    assert words.headline == "None of these platforms can be bought for this run here"
    assert "No price here under any option" in words.detail
    assert "a price of your own on the Prices page" in words.detail


def test_own_dimensions_that_do_not_fit_are_said() -> None:
    custom = scenario(model="custom", platforms=("p5.48xlarge",), architecture={
        **_own(), "heads": 60,
    })  # fmt: skip
    words = plan_sentence(purchase_plan(custom, [BLOCK]))
    assert "60" in words.detail


def _own() -> dict[str, object]:
    from model.scenario.scenario import default_custom_architecture

    return default_custom_architecture().model_dump()


def test_days_are_dates_where_the_start_is_known() -> None:
    dated = ONE.changed(start=date(2027, 1, 4))
    words = plan_sentence(purchase_plan(dated, [BLOCK]))
    assert "2027" in words.detail
    plan = best(dated, BLOCK)
    assert any("on 09 Nov 2026 at the earliest" in remark for remark in plan.remarks)
