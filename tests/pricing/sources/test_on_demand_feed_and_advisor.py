"""The feed of AWS's on-demand page and the spot advisor: dated, matched by content, not by key."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pricing.fetch.client import Client
from pricing.sources import addresses, on_demand_feed, spot_advisor
from pricing.sources.parsed import LayoutChanged, Parsed, StaleFeed
from tests.pricing.loopback import gzipped, in_turn, serving

READ_AT = datetime(2026, 9, 20, tzinfo=UTC)


def entry(instance_type: str, price: object, system: str = "Linux") -> dict[str, object]:
    return {"Instance Type": instance_type, "Operating System": system, "price": price}


def feed(
    *entries: dict[str, object], location: str = "US East (N. Virginia)", **manifest: str
) -> Any:
    return {
        "manifest": {"hawkFilePublicationDate": "2026-09-10T19:55:14Z", **manifest},
        "regions": {location: {f"some compound key {n}": e for n, e in enumerate(entries)}},
    }


def parsed(content: Any, region: str = "us-east-1") -> Parsed:
    return on_demand_feed.parse(json.dumps(content).encode(), region, "https://b0", READ_AT)


def test_the_feed_is_read_though_its_gzip_is_not_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CROSSOVER_OFFLINE", raising=False)
    body = json.dumps(feed(entry("p5.48xlarge", "55.0400000000"))).encode()
    with serving(in_turn(gzipped(body, announced=False))) as source:
        monkeypatch.setenv("CROSSOVER_ON_DEMAND_FEED_URL", source.url)
        fetched = Client().get(addresses.on_demand_feed("us-east-1"))
    assert source.asked[0].path == "/US%20East%20(N.%20Virginia)/Linux/index.json"
    assert fetched.body is not None
    found = on_demand_feed.parse(fetched.body, "us-east-1", fetched.address, READ_AT)
    assert found.quotes[0].usd_per_hour == 55.04


def test_a_price_is_as_of_the_day_the_feed_was_published() -> None:
    assert parsed(feed(entry("p5.48xlarge", "55.04"))).quotes[0].as_of == date(2026, 9, 10)


def test_prices_in_another_currency_are_refused() -> None:
    with pytest.raises(LayoutChanged, match="prices in 'CNY'"):
        parsed(feed(entry("p5.48xlarge", "55.04"), currencyCode="CNY"))


def test_a_price_that_is_true_is_not_one_dollar() -> None:
    found = parsed(feed(entry("p5.48xlarge", True), entry("trn1.32xlarge", "21.5")))  # type: ignore[arg-type]
    assert [q.usd_per_hour for q in found.quotes] == [21.5]
    assert "truth value" in found.rejected[0].reason


def test_the_feed_names_no_accelerator_and_the_quote_does() -> None:
    (quote,) = parsed(feed(entry("trn1.32xlarge", "21.5"))).quotes
    assert (quote.accelerator, quote.accelerators) == ("Trainium", 16)


def test_windows_and_plain_instances_are_left_out() -> None:
    content = feed(
        entry("p5.48xlarge", "55.04"), entry("p5.48xlarge", "64", "Windows"), entry("m5.large", "1")
    )
    assert len(parsed(content).quotes) == 1


def test_processors_that_claims_compare_with_accelerators_are_read_too() -> None:
    found = parsed(feed(entry("c6i.2xlarge", "0.34"), entry("inf2.xlarge", "0.7582")))
    assert {q.instance_type: q.usd_per_hour for q in found.quotes} == {
        "c6i.2xlarge": 0.34, "inf2.xlarge": 0.7582,
    }  # fmt: skip


def test_the_free_capacity_block_twin_is_rejected() -> None:
    found = parsed(feed(entry("p5.48xlarge", "0.0000000000"), entry("trn1.32xlarge", "21.5")))
    assert [q.instance_type for q in found.quotes] == ["trn1.32xlarge"]
    assert found.rejected[0].reason.startswith("usd_per_hour")


def test_europe_is_asked_for_as_the_price_list_spells_it() -> None:
    assert "/EU%20(Ireland)/" in addresses.on_demand_feed("eu-west-1")
    assert parsed(feed(entry("g6e.48xlarge", "33"), location="EU (Ireland)"), "eu-west-1").quotes


def test_another_region_s_prices_are_refused() -> None:
    with pytest.raises(LayoutChanged, match=r"prices of US East \(N"):
        parsed(feed(entry("p5.48xlarge", "55")), "us-west-2")


def test_an_old_feed_is_refused() -> None:
    old = feed(entry("p5.48xlarge", "57.76"), hawkFilePublicationDate="2024-05-13T00:00:00Z")
    with pytest.raises(StaleFeed, match="2024-05-13"):
        parsed(old)


@pytest.mark.parametrize(
    "content",
    [{}, [], None, 1, {"manifest": {}, "regions": {}}, feed(), feed(entry("m5.large", "1")),
     feed({"price": "1"}), feed(entry(None, "1")),  # type: ignore[arg-type]
     feed(entry("p5.48xlarge", "5"), hawkFilePublicationDate="soon"),
     feed(entry("p5.48xlarge", "5"), hawkFilePublicationDate="2026-09-10"),
     {**feed(entry("p5.48xlarge", "5")), "regions": []}],
)  # fmt: skip
def test_a_feed_in_another_layout_is_refused(content: Any) -> None:
    with pytest.raises(LayoutChanged, match="us-east-1"):
        parsed(content)


ADVICE = {
    "ranges": [{"index": 0, "label": "<5%"}, {"index": 4, "label": ">20%"}],
    "spot_advisor": {
        "us-east-2": {
            "Linux": {"trn2.48xlarge": {"s": 70, "r": 0}, "m5.large": {"s": 50, "r": 0}},
            "Windows": {"p5.48xlarge": {"s": 10, "r": 4}},
        }
    },
}


def test_the_advisor_says_how_often_linux_spot_instances_are_taken_back() -> None:
    (found,) = spot_advisor.parse(json.dumps(ADVICE).encode())
    assert (found.region, found.instance_type) == ("us-east-2", "trn2.48xlarge")
    assert (found.label, found.saving_percent) == ("<5%", 70)


@pytest.mark.parametrize("figures", [{"s": 70}, {"s": 70, "r": 9}, {"s": "70", "r": 0},
                                     {"s": 170, "r": 0}, {"s": True, "r": 0}, None])  # fmt: skip
def test_advice_in_another_layout_is_refused(figures: object) -> None:
    changed = {**ADVICE, "spot_advisor": {"us-east-2": {"Linux": {"p5.48xlarge": figures}}}}
    with pytest.raises(LayoutChanged, match="advisor"):
        spot_advisor.parse(json.dumps(changed).encode())
