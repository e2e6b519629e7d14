"""Where so many instances can be bought and how: prices, limits, and reasons when not."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from pricing import Interruption, PriceBook, PurchaseOption
from pricing.availability import Offer, availability, last_start
from pricing.block_limits import block_limits
from tests.pricing.quotes import quote, spot

OHIO, OREGON = "us-east-2", "us-west-2"
BLOCK, CONTRACT = PurchaseOption.CAPACITY_BLOCK, PurchaseOption.CONTRACT
RESERVED = PurchaseOption.RESERVED_1Y


def block(usd: float = 37.76, region: str = OHIO) -> Any:
    return quote(usd, region=region, purchase_option=BLOCK)


def offers(
    *quotes: Any, instances: int = 64, **other: float
) -> dict[tuple[str, PurchaseOption], Offer]:
    book = PriceBook.of(quotes, (), "test")
    found = availability(book, "p5.48xlarge", instances, **other)
    return {(offer.region, offer.purchase_option): offer for offer in found}


def the_block(instances: int = 64, **other: float) -> Offer:
    return offers(block(), instances=instances, **other)[OHIO, BLOCK]


def test_every_option_is_answered_in_every_region_the_type_is_sold_in() -> None:
    found = offers(block(), quote(55.04, region=OREGON))
    assert len(found) == 2 * len(PurchaseOption)
    assert found[OREGON, PurchaseOption.ON_DEMAND].usd_per_hour == 55.04


def test_an_option_without_a_price_says_whether_it_is_elsewhere() -> None:
    found = offers(block(), quote(55.04, region=OREGON))
    assert found[OREGON, BLOCK].why_not == "no price is known for it here, it is in other regions"
    assert found[OHIO, CONTRACT].why_not == "no price is known for it here, nor anywhere else"
    assert found[OREGON, BLOCK].usd_per_hour is None


def test_no_other_option_s_price_stands_in() -> None:
    assert [o.purchase_option for o in offers(block()).values() if o.usd_per_hour] == [BLOCK]


def test_the_cheapest_zone_and_payment_count() -> None:
    upfront = quote(28.0, region=OHIO, purchase_option=RESERVED, payment="all_upfront")
    monthly = quote(31.0, region=OHIO, purchase_option=RESERVED, payment="no_upfront")
    found = offers(spot(18.7, "use1-az2"), spot(16.9, "use1-az4"), upfront, monthly)
    cheapest = found["us-east-1", PurchaseOption.SPOT].quote
    assert cheapest is not None
    assert cheapest.zone == "use1-az4"
    reserved = found[OHIO, RESERVED].quote
    assert reserved is not None
    assert reserved.payment == "all_upfront"


@pytest.mark.parametrize(("instances", "blocks"), [(1, 1), (64, 1), (65, 2), (256, 4)])
def test_a_block_holds_64_instances_and_four_blocks_256(instances: int, blocks: int) -> None:
    offer = the_block(instances)
    assert (offer.can_be_bought, offer.purchases) == (True, blocks)


def test_more_than_256_in_all_are_not_sold() -> None:
    offer = the_block(257)
    assert offer.why_not == "257 instances are more than the 256 allowed in all"
    assert (offer.purchases, offer.usd_per_hour) == (0, 37.76)


@pytest.mark.parametrize(
    ("days", "booked"), [(0.2, 1), (1, 1), (13.5, 14), (14, 14), (15, 21), (22, 28), (182, 182)]
)
def test_blocks_come_by_the_day_up_to_14_and_then_by_the_week(days: float, booked: int) -> None:
    assert the_block(days=days).booked_days == booked


def test_no_block_is_longer_than_182_days() -> None:
    assert "longest block, 182 days" in the_block(days=183).why_not


def test_no_block_starts_later_than_in_eight_weeks() -> None:
    assert the_block(starts_in_days=56).can_be_bought
    assert "56 days allowed" in the_block(starts_in_days=57).why_not
    assert last_start(date(2026, 11, 23)) == date(2027, 1, 18)


def test_what_an_option_does_not_promise_is_said() -> None:
    found = offers(spot(18.7), block())
    assert "taken back" in found["us-east-1", PurchaseOption.SPOT].limits[0]
    assert "ends at 11:30 UTC" in found[OHIO, BLOCK].limits[0]


def test_what_can_be_bought_comes_first_the_cheapest_first() -> None:
    book = PriceBook.of([block(), block(30.0, OREGON), quote(55.04, region=OHIO)], (), "test")
    found = availability(book, "p5.48xlarge", 64)
    assert [offer.usd_per_hour for offer in found[:4]] == [30.0, 37.76, 55.04, None]


def test_a_stale_price_says_so() -> None:
    assert the_block().stale


def test_a_type_nobody_sells_is_sold_nowhere() -> None:
    assert availability(PriceBook.of([block()], (), "test"), "trn3.48xlarge", 1) == ()


@pytest.mark.parametrize(("instances", "days"), [(0, 1.0), (-1, 1.0), (1, 0.0), (1, float("nan"))])
def test_a_wish_that_is_none_is_refused(instances: int, days: float) -> None:
    with pytest.raises(ValueError, match="instances for"):
        offers(block(), instances=instances, days=days)


def test_the_limits_are_those_the_model_counts_with() -> None:
    path = Path(__file__).parents[2] / "model" / "data" / "purchase_limits.csv"
    with path.open(newline="", encoding="utf-8") as file:
        (row,) = [r for r in csv.DictReader(file) if r["purchase_option"] == "capacity_block"]
    limits = block_limits()
    assert (limits.instances_per_block, limits.instances_in_all, limits.longest_days) == (
        int(row["max_instances_per_purchase"]), int(row["max_instances"]), int(row["max_days"]),
    )  # fmt: skip
    assert limits.ends_at == time(11, 30)


def test_spot_says_its_zone_what_is_usual_and_how_often_it_is_taken_back() -> None:
    zones = [spot(18.7, "use1-az2"), spot(55.04, "use1-az1"), spot(24.0, "use1-az4")]
    lost = (Interruption("us-east-1", "p5.48xlarge", ">20%", 52),)
    book = replace(PriceBook.of(zones, (), "test"), interruptions=lost)
    found = {o.purchase_option: o for o in availability(book, "p5.48xlarge", 64)}
    here = found[PurchaseOption.SPOT]
    assert here.quote is not None
    assert (here.quote.zone, here.zones, here.median_usd) == ("use1-az2", 3, 24.0)
    assert here.taken_back == ">20%"
    assert found[PurchaseOption.ON_DEMAND].taken_back == ""
