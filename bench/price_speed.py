"""How long prices take: a large catalog kept, a long history behind the book, a look at it."""

from __future__ import annotations

import gc
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.catalog_file import catalog
from bench.timing import milliseconds
from model.hardware import instances
from model.price import find_price, prices_from_rows
from pricing.live import board
from pricing.sources import skypilot
from pricing.sources.source import Part, Reading
from pricing.store.address import file_address
from pricing.store.book import book_at, book_now
from pricing.store.states import save_reading
from pricing.store.store import Store, open_store

ADDRESS = "https://catalog.example/aws/vms.csv"
START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
HISTORY_ROWS = 1_000_000


def measure() -> dict[str, float]:
    """Times of keeping and reading prices [ms]."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(file_address(Path(folder) / "prices.sqlite"))
        figures = _keeping(store)
        figures |= {f"{name}, short history [ms]": v for name, v in _reading(store).items()}
        lengthen(store)
        figures |= {f"{name}, 1,000,000 prices [ms]": v for name, v in _reading(store).items()}
        store.close()
    return figures


def keep(store: Store, body: bytes, now: datetime) -> None:
    """Parse a catalog and keep it, as a refresh does."""
    parsed = skypilot.parse(body, "aws", ADDRESS, now)
    with store.writing(book_changes=True) as connection:
        save_reading(connection, "skypilot", Reading((Part(ADDRESS, now, parsed),)), now)


def lengthen(store: Store) -> None:
    """Give a store's history a million prices."""
    assert store.address.file is not None
    with sqlite3.connect(store.address.file) as connection:
        count, last = connection.execute("SELECT count(*), max(id) FROM change").fetchone()
        ids = [row[0] for row in connection.execute("SELECT id FROM series ORDER BY id")]
        rows = (
            (last + 1 + n, ids[n % len(ids)], f"{START - (1 + n // len(ids)) * HOUR:%F %T.%f}",
             f"{START - (n // len(ids)) * HOUR:%F %T.%f}", 1 + n % 97, "2025-12-31", ADDRESS, "")
            for n in range(HISTORY_ROWS - count)
        )  # fmt: skip
        connection.executemany(
            "INSERT INTO change (id, series_id, since, last_seen, usd_per_hour, as_of, evidence, "
            "note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows,
        )  # fmt: skip
    connection.close()


def _keeping(store: Store) -> dict[str, float]:
    body, other = catalog(seed=1), catalog(seed=2)
    assert len(body) >= 4_000_000
    return {
        "catalog of 30,000 rows parsed and stored, all new [ms]": _once(
            lambda: keep(store, body, START)
        ),
        "catalog of 30,000 rows parsed and stored, none moved [ms]": _once(
            lambda: keep(store, body, START + HOUR)
        ),
        "catalog of 30,000 rows parsed and stored, all moved [ms]": _once(
            lambda: keep(store, other, START + 2 * HOUR)
        ),
    }


def _reading(store: Store) -> dict[str, float]:
    now = START + 3 * HOUR
    book = book_now(store, now)
    known = {instance.instance_type for instance in instances().values()}
    prices = prices_from_rows(quote.model_dump() for quote in book.offers(known))
    names = sorted(known)[:12]
    board.publish_book(book)
    return {
        "book of now": milliseconds(lambda: book_now(store, now), 3),
        "book of a past moment": milliseconds(lambda: book_at(store, START + 1.5 * HOUR), 3),
        "prices of 12 platforms": milliseconds(
            lambda: [find_price(prices, name, "any", "capacity_block") for name in names], 20
        ),
        "look at an unchanged book": milliseconds(board.live_book, 1000),
        "look at an unchanged store": milliseconds(store.revisions, 100),
    }


def _once(action: Callable[[], None]) -> float:
    gc.collect()
    return milliseconds(action)
