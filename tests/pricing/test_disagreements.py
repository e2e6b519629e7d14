"""Two sources that differ are both kept: one is believed, the other is shown."""

from __future__ import annotations

import pytest

from pricing import PriceBook, Quote

CATALOG = {
    "provider": "aws", "region": "us-east-1", "instance_type": "p5.48xlarge",
    "purchase_option": "on_demand", "usd_per_hour": 55.04, "as_of": "2026-11-23",
    "source": "SkyPilot catalog", "evidence": "https://catalog.example",
    "fetched_at": "2026-11-23T09:00:00Z",
}  # fmt: skip
FEED = {**CATALOG, "source": "AWS EC2 pricing page feed", "as_of": "2026-10-10"}


def book(*rows: dict[str, object]) -> PriceBook:
    return PriceBook.of([Quote.model_validate(row) for row in rows], (), "test")


def test_a_difference_over_one_percent_is_kept_and_said() -> None:
    made = book(CATALOG, {**FEED, "usd_per_hour": 98.32})
    assert [q.usd_per_hour for q in made.quotes] == [55.04]
    assert [str(found) for found in made.disagreements] == [
        "p5.48xlarge on_demand in us-east-1: 55.04 USD per hour by SkyPilot catalog, "
        "98.32 (+78.6%) by AWS EC2 pricing page feed"
    ]


@pytest.mark.parametrize(
    ("price", "shown"), [(55.04, 0), (55.58, 0), (55.60, 1), (54.50, 0), (54.48, 1)]
)
def test_rounding_is_no_disagreement(price: float, shown: int) -> None:
    assert len(book(CATALOG, {**FEED, "usd_per_hour": price}).disagreements) == shown


def test_the_order_of_the_sources_does_not_matter() -> None:
    other = {**FEED, "usd_per_hour": 98.32}
    assert book(CATALOG, other) == book(other, CATALOG)


def test_an_older_price_is_history_and_no_disagreement() -> None:
    old = {**FEED, "usd_per_hour": 98.32, "as_of": "2025-06-04", "fetched_at": None}
    assert book(CATALOG, old).disagreements == ()


def test_a_source_does_not_disagree_with_its_own_past() -> None:
    yesterday = {**CATALOG, "usd_per_hour": 98.32, "as_of": "2026-11-22"}
    assert book(CATALOG, yesterday).disagreements == ()


@pytest.mark.parametrize(
    "changes", [{"region": "us-east-2"}, {"purchase_option": "spot"}, {"zone": "use1-az1"}]
)
def test_prices_of_different_things_do_not_disagree(changes: dict[str, object]) -> None:
    made = book(CATALOG, {**FEED, **changes, "usd_per_hour": 9})
    assert len(made.quotes) == 2
    assert made.disagreements == ()
