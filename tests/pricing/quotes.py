"""Quotes and readings for tests, with only what a test is about to be said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pricing import PurchaseOption, Quote
from pricing.known import Known
from pricing.sources.parsed import Parsed
from pricing.sources.source import Part, Reading, Source, Trust

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADDRESS = "https://catalog.example/vms.csv"


def quote(usd_per_hour: float = 55.04, **other: Any) -> Quote:
    """An on-demand p5.48xlarge in us-east-1, read now."""
    fetched_at = other.get("fetched_at", NOW)
    row = {
        "provider": "aws",
        "region": "us-east-1",
        "instance_type": "p5.48xlarge",
        "purchase_option": PurchaseOption.ON_DEMAND,
        "usd_per_hour": usd_per_hour,
        "as_of": fetched_at.date() if fetched_at else NOW.date(),
        "source": "SkyPilot catalog",
        "evidence": ADDRESS,
        "fetched_at": fetched_at,
    }
    return Quote.model_validate(row | other)


def spot(usd_per_hour: float, zone: str = "use1-az2", **other: Any) -> Quote:
    option = PurchaseOption.SPOT
    return quote(usd_per_hour, purchase_option=option, zone=zone, **other)


def reading(*quotes: Quote, at: datetime = NOW, etag: str = "", address: str = ADDRESS) -> Reading:
    """An answer with these quotes."""
    return Reading((Part(address, at, Parsed(quotes, ()), etag),))


def unchanged(at: datetime, address: str = ADDRESS) -> Reading:
    """An answer that nothing changed."""
    return Reading((Part(address, at, etag='"v1"'),))


def known(reader: str, of: Quote, seen_at: datetime = NOW, **other: Any) -> Known:
    return Known(reader, of, seen_at, **other)


def source(name: str, trust: Trust = Trust.CATALOG, freshness: timedelta = 12 * HOUR) -> Source:
    """A source to be believed by its trust and freshness; it is not read."""

    def read(*_: object) -> Reading:
        raise AssertionError("this source is not to be read")

    return Source(name, name.title(), freshness / 2, freshness, trust, read)
