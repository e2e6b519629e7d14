"""Traps of AWS's pages and feeds, and of its spot prices and Capacity Blocks."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from pricing.fetch.body import unpacked
from pricing.sources import addresses, capacity_blocks_page, on_demand_feed, spot_advisor
from pricing.sources.aws_account import capacity_block_offers, spot_history
from pricing.sources.aws_places import place_of
from pricing.sources.parsed import LayoutChanged, StaleFeed
from tests.pricing.loopback import gzipped
from tests.pricing.sources.test_capacity_blocks_page import H100, TRAINIUM2, page, table

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ENTRY = {"Instance Type": "p5.48xlarge", "Operating System": "Linux", "price": "55.0400000000"}


def feed(*entries: dict[str, str], published: str = "2026-11-20T19:55:14Z") -> bytes:
    named = {f"p5 48xlarge US East N. Virginia Linux {n}": e for n, e in enumerate(entries)}
    about = {"hawkFilePublicationDate": published}
    return json.dumps({"manifest": about, "regions": {"US East (N. Virginia)": named}}).encode()


def fed(body: bytes) -> list[float]:
    found = on_demand_feed.parse(body, "us-east-1", "https://feed.example", NOW)
    return [quote.usd_per_hour for quote in found.quotes]


def test_the_feed_is_gzip_although_no_header_says_so() -> None:
    sent = gzipped(feed(ENTRY), announced=False)
    assert "Content-Encoding" not in sent.headers
    assert fed(unpacked(sent.body, 10_000)) == [55.04]


def test_the_feed_s_keys_are_compound_so_the_entry_says_what_it_is() -> None:
    windows = ENTRY | {"Operating System": "Windows", "price": "63.9"}
    assert fed(feed(windows, ENTRY)) == [55.04]


def test_the_feed_of_a_region_is_under_the_list_s_spelling_of_its_name() -> None:
    assert "/EU%20(Ireland)/Linux/" in addresses.on_demand_feed("eu-west-1")


def test_a_feed_that_froze_months_ago_is_stale_however_often_it_is_read() -> None:
    with pytest.raises(StaleFeed, match="published 2026-05-20"):
        fed(feed(ENTRY, published="2026-05-20T00:00:00Z"))


def test_another_region_s_feed_is_not_taken_for_this_one_s() -> None:
    with pytest.raises(LayoutChanged, match="it holds the prices of"):
        on_demand_feed.parse(feed(ENTRY), "us-west-2", "https://feed.example", NOW)


def test_the_advisor_s_r_is_an_index_of_ranges_and_no_percentage() -> None:
    advice = {
        "ranges": [{"index": 0, "label": "<5%"}, {"index": 4, "label": ">20%"}],
        "spot_advisor": {"us-east-1": {"Linux": {"p5.48xlarge": {"s": 52, "r": 4}}}},
    }
    (found,) = spot_advisor.parse(json.dumps(advice).encode())
    assert (found.label, found.saving_percent) == (">20%", 52)


def blocks(*rows: tuple[str, str, str, str]) -> dict[str, float]:
    found = capacity_blocks_page.parse(page(table(TRAINIUM2, *rows)), "https://page.example", NOW)
    return {quote.instance_type: quote.usd_per_hour for quote in found.quotes}


PLACE = "US East (Dallas) Local Zone"


def test_the_rate_of_one_accelerator_does_not_pose_as_that_of_an_ultraserver() -> None:
    posing = ("u-p6e-gb200x72", PLACE, "$10.582 ($10.582 USD)", "72 x B200")
    assert blocks(posing) == {"trn2.48xlarge": 35.7608}


def test_the_rate_of_an_ultraserver_comes_without_its_first_usd() -> None:
    whole = ("u-p6e-gb200x72", PLACE, "$761.904 ($10.582 USD)", "72 x B200")
    assert blocks(whole)["u-p6e-gb200x72"] == 761.904


def test_the_page_calls_the_gb200_of_an_ultraserver_b200() -> None:
    cells = ("u-p6e-gb200x36", PLACE, "$380.952 ($10.582 USD)", "36 x B200")
    found = capacity_blocks_page.parse(page(table(cells)), "https://page.example", NOW)
    assert found.quotes[0].accelerator == "GB200"


@pytest.mark.parametrize("name", ["Dallas Local Zone\n(US East N. Virginia)", PLACE])
def test_a_local_zone_had_two_names_and_is_one_place(name: str) -> None:
    cells = ("u-p6e-gb200x36", name, "$380.952 ($10.582 USD)", "36 x B200")
    found = capacity_blocks_page.parse(page(table(cells)), "https://page.example", NOW)
    assert found.quotes[0].region == "us-east-1-dfw-2a"


def test_a_table_of_accelerators_without_rates_is_a_new_layout_and_not_passed_over() -> None:
    columns = ("Instance Type", "Region", "Price", "Accelerator")
    with pytest.raises(LayoutChanged, match="new layout"):
        capacity_blocks_page.parse(
            page(table(TRAINIUM2), table(H100, columns=columns)), "https://page.example", NOW
        )


def test_a_page_that_asks_for_a_browser_empties_no_book() -> None:
    with pytest.raises(LayoutChanged, match="no price table"):
        capacity_blocks_page.parse(b"<html>Enable JavaScript</html>", "https://page.example", NOW)


def spot(
    usd: str, zone: str = "use2-az3", hours_ago: int = 0, **other: object
) -> dict[str, object]:
    return {
        "InstanceType": "trn2.48xlarge", "AvailabilityZoneId": zone,
        "AvailabilityZone": "us-east-2c", "ProductDescription": "Linux/UNIX", "SpotPrice": usd,
        "Timestamp": NOW - timedelta(hours=hours_ago), **other,
    }  # fmt: skip


def spot_prices(*items: dict[str, object]) -> dict[str, float]:
    found = spot_history.parse(items, "us-east-2", "asked", NOW)
    return {quote.zone: quote.usd_per_hour for quote in found.quotes}


def test_spot_prices_come_in_no_order_and_the_latest_counts() -> None:
    told = (spot("9.0", hours_ago=5), spot("8.5", hours_ago=1), spot("7.0", hours_ago=9))
    assert spot_prices(*told) == {"use2-az3": 8.5}


def test_zone_names_are_each_account_s_own_so_the_id_counts() -> None:
    assert set(spot_prices(spot("8.5"), spot("9.5", "use2-az1"))) == {"use2-az3", "use2-az1"}


def test_windows_spot_prices_stand_among_those_of_linux() -> None:
    assert spot_prices(spot("8.5"), spot("12.5", ProductDescription="Windows")) == {"use2-az3": 8.5}


def test_a_local_zone_s_price_is_not_its_region_s() -> None:
    assert place_of("us-east-1", "use1-atl2-az1") == "us-east-1-atl-2a"


def offer(fee: str, hours: int, minutes: int = 0) -> dict[str, object]:
    return {
        "InstanceType": "p4d.24xlarge", "AvailabilityZone": "us-east-2a", "InstanceCount": 1,
        "StartDate": NOW, "CapacityBlockDurationHours": hours, "CurrencyCode": "USD",
        "CapacityBlockDurationMinutes": minutes, "UpfrontFee": fee,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fee", "hours", "hourly"), [("283", 24, 11.79), ("228", 19, 12.0), ("511", 43, 11.88)]
)
def test_a_block_asked_for_a_day_may_last_19_hours_and_its_fee_is_of_those(
    fee: str, hours: int, hourly: float
) -> None:
    (found,) = capacity_block_offers.parse([offer(fee, hours)], "us-east-2")
    assert found.usd_per_hour == pytest.approx(hourly, abs=0.005)


def test_a_block_s_fee_is_a_text_and_may_not_be_nothing() -> None:
    with pytest.raises(LayoutChanged):
        capacity_block_offers.parse([offer("0", 24)], "us-east-2")


def test_an_ultraserver_s_block_is_of_servers_and_not_of_the_instances_in_them() -> None:
    servers = offer("18286", 24) | {
        "UltraserverType": "u-p6e-gb200x72", "UltraserverCount": 1, "InstanceCount": 18,
        "InstanceType": "p6e-gb200.36xlarge", "AvailabilityZone": "us-east-1-dfw-2a",
    }  # fmt: skip
    (found,) = capacity_block_offers.parse([servers], "us-east-1")
    assert (found.instance_type, found.place) == ("u-p6e-gb200x72", "us-east-1-dfw-2a")
    assert found.usd_per_hour == pytest.approx(761.9, abs=0.1)
