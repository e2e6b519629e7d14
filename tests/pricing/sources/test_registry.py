"""The registry: each source is read through a real client, part by part."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from pricing.fetch.client import Client, Limits
from pricing.fetch.errors import FetchError
from pricing.sources.aws_types import accelerator_regions
from pricing.sources.parsed import LayoutChanged
from pricing.sources.registry import SOURCES, source_named
from pricing.sources.source import Part, read_calls
from tests.pricing.loopback import Answer, Asked, etagged, serving

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CLIENT = Client(limits=Limits(attempts=1), wait=lambda _: None, now=lambda: NOW)
CATALOG = b"""InstanceType,AcceleratorName,AcceleratorCount,Price,SpotPrice,Region,AvailabilityZone
p5.48xlarge,H100,8.0,55.04,18.7,us-east-1,use1-az2
"""
ADVICE = b"""{"ranges": [{"index": 0, "label": "<5%"}],
"spot_advisor": {"us-east-1": {"Linux": {"p5.48xlarge": {"s": 60, "r": 0}}}}}"""


def feed(asked: Asked) -> Answer:
    """The on-demand feed: US East (N. Virginia) is there, nothing else is."""
    if "N.%20Virginia" not in asked.path:
        return Answer(status=404)
    return Answer(
        b'{"manifest": {"hawkFilePublicationDate": "2026-11-20T00:00:00Z"}, "regions": '
        b'{"US East (N. Virginia)": {"a": {"Operating System": "Linux", '
        b'"Instance Type": "p5.48xlarge", "price": "55.04"}}}}'
    )


def test_names_are_short_lasting_and_used_once() -> None:
    names = [source.name for source in SOURCES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
def test_a_source_is_asked_again_before_its_prices_are_stale(source) -> None:
    assert source.every < source.freshness


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="no source 'skipilot'; there are skypilot, "):
        source_named("skipilot")


def test_the_catalog_is_not_sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(etagged(CATALOG, '"v1"')) as server:
        monkeypatch.setenv("CROSSOVER_SKYPILOT_URL", server.url)
        first = source_named("skypilot").read(CLIENT, {})
        again = source_named("skypilot").read(CLIENT, {p.address: p.etag for p in first.parts})
    assert [(q.purchase_option, q.usd_per_hour) for q in first.quotes] == [
        ("on_demand", 55.04),
        ("spot", 18.7),
    ]
    assert not first.unchanged
    assert again.unchanged
    assert again.parts[0].etag == '"v1"'


def test_a_region_that_cannot_be_read_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(feed) as server:
        monkeypatch.setenv("CROSSOVER_ON_DEMAND_FEED_URL", server.url)
        reading = source_named("on_demand_feed").read(CLIENT, {})
    assert [(q.region, q.usd_per_hour) for q in reading.quotes] == [("us-east-1", 55.04)]
    others = len(accelerator_regions()) - 1
    assert len(reading.errors) == others
    assert reading.said.count("answered 404") == 3
    assert reading.said.endswith(f"{others - 3} more failed")
    assert not reading.unchanged


def test_a_source_that_is_down_is_not_asked_for_every_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving(lambda _: Answer(status=503)) as server:
        monkeypatch.setenv("CROSSOVER_ON_DEMAND_FEED_URL", server.url)
        with pytest.raises(FetchError, match="503"):
            source_named("on_demand_feed").read(CLIENT, {})
    assert len(server.asked) == 2


def test_a_page_of_another_layout_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda _: Answer(b"<html>soon back</html>")) as server:
        monkeypatch.setenv("CROSSOVER_CAPACITY_BLOCKS_PAGE_URL", server.url)
        with pytest.raises(LayoutChanged):
            source_named("capacity_blocks_page").read(CLIENT, {})


def test_interruption_rates_are_facts_beside_the_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda _: Answer(ADVICE)) as server:
        monkeypatch.setenv("CROSSOVER_SPOT_ADVISOR_URL", server.url)
        reading = source_named("spot_advisor").read(CLIENT, {})
    assert reading.quotes == ()
    assert [fact.label for fact in reading.parts[0].interruptions] == ["<5%"]
    assert not reading.unchanged


def test_two_answers_that_are_not_believed_say_nothing_of_the_others() -> None:
    def ask(question: str) -> Part:
        if question != "fine":
            raise LayoutChanged(f"{question}: not in the known format")
        return Part(question, CLIENT.now())

    reading = read_calls(CLIENT, ("odd", "odder", "fine"), ask)
    assert [part.address for part in reading.parts if not part.error] == ["fine"]
    assert len(reading.errors) == 2
