"""Keeping and asking, in the few words tests need."""

from __future__ import annotations

from datetime import datetime

from pricing import Quote
from pricing.known import BUNDLED
from pricing.sources.source import Reading
from pricing.store.read import known_at, known_now, price_points
from pricing.store.states import save_reading
from pricing.store.store import Store
from tests.pricing.quotes import NOW


def keep(store: Store, reading: Reading, now: datetime = NOW, source: str = "skypilot") -> None:
    with store.writing(book_changes=True) as connection:
        save_reading(connection, source, reading, now)


def live_quotes(store: Store) -> list[Quote]:
    with store.reading() as connection:
        return [one.quote for one in known_now(connection) if one.reader != BUNDLED]


def live_quotes_at(store: Store, moment: datetime) -> list[Quote]:
    with store.reading() as connection:
        return [one.quote for one in known_at(connection, moment) if one.reader != BUNDLED]


def points(store: Store, instance_type: str = "p5.48xlarge") -> list[tuple[datetime, float]]:
    with store.reading() as connection:
        found = price_points(connection, instance_type, "us-east-1", "on_demand")
    return [(point.since, point.quote.usd_per_hour) for point in found if point.reader != BUNDLED]
