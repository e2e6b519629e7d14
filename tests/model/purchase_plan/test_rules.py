"""How capacity is sold: Capacity Blocks as the EC2 User Guide prints them, and spot."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.hardware import instances
from model.price import Price
from model.purchase_option import PurchaseOption
from model.purchase_plan.rules import block_lengths, block_sizes, blocks_covering, rules, terms
from model.purchase_plan.spot import interruptions, spot_pace
from model.run import RunPlan, run_on
from tests.scenarios import scenario

SIZES = {1, 2, 4, 8, 16, 32, 64}


def test_a_block_lasts_1_to_14_days_or_weeks_up_to_182() -> None:
    assert block_lengths()[:15] == (*range(1, 15), 21)
    assert block_lengths()[-1] == 182
    assert len(block_lengths()) == 14 + 24


@pytest.mark.parametrize(
    ("days", "blocks"),
    [(1, (1,)), (14, (14,)), (15, (14, 1)), (90, (84, 6)), (182, (182,)), (365, (182, 182, 1))],
)
def test_a_span_is_covered_by_the_fewest_blocks(days: int, blocks: tuple[int, ...]) -> None:
    assert blocks_covering(days) == blocks


@given(st.integers(1, 730))
def test_a_cover_lasts_exactly_as_long_in_lengths_that_are_sold(days: int) -> None:
    blocks = blocks_covering(days)
    assert sum(blocks) == days
    assert set(blocks) <= set(block_lengths())


@given(st.integers(1, 256))
def test_blocks_side_by_side_hold_exactly_the_cluster(count: int) -> None:
    sizes = block_sizes(count)
    assert sum(sizes) == count
    assert set(sizes) <= SIZES


def test_an_account_holds_at_most_256_instances_in_blocks() -> None:
    assert block_sizes(256) == (64, 64, 64, 64)
    with pytest.raises(ValueError, match="256 at most"):
        block_sizes(257)


def test_every_purchase_option_has_terms() -> None:
    assert set(terms()) == set(PurchaseOption)


def h100(count: int) -> RunPlan:
    chosen = scenario(model="llama3.1-8b")
    run = run_on(chosen.workload(), instances()["p5.48xlarge"], 10**12, count)
    assert isinstance(run, RunPlan)
    return run


def spot_price(**changes: str) -> Price:
    price = Price(
        provider="aws", region="us-east-2", instance_type="p5.48xlarge", purchase_option="spot",
        usd_per_hour=30, as_of=date(2026, 11, 27), source="a test",
    )  # fmt: skip
    return price.model_copy(update=changes)


def test_a_published_band_is_used_and_a_missing_one_is_assumed() -> None:
    assert interruptions(spot_price()).band == "5-10%"
    assumed = interruptions(spot_price(instance_type="trn2.48xlarge"))
    assert assumed.band == ""
    assert assumed.share_a_month == rules()["spot_interrupted_a_month"].value


def test_what_was_read_with_the_price_counts_before_what_comes_with_the_project() -> None:
    found = interruptions(spot_price(taken_back=">20%", taken_back_read="2026-11-27"))
    assert (found.band, found.as_of) == (">20%", "2026-11-27")
    assert found.share_a_month == pytest.approx(0.3)
    assert interruptions(spot_price(taken_back="a word of its own")).band == "5-10%"


def test_spot_is_slower_the_larger_the_cluster() -> None:
    small, large = (spot_pace(h100(n), spot_price()) for n in (16, 128))
    assert 0 < large.speed < small.speed < 1
    assert large.interruptions_a_day == pytest.approx(8 * small.interruptions_a_day)


def test_spot_is_slower_the_more_often_it_is_taken_back() -> None:
    often, seldom = (spot_pace(h100(64), spot_price(region=r)) for r in ("us-east-1", "us-east-2"))
    assert often.speed < seldom.speed
