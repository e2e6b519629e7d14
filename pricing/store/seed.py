"""The prices that come with the project, put into a store once for each version of them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import UTC, date, datetime, time
from functools import cache

from sqlalchemy import Connection, delete, select, update

from pricing.aws_accelerators import ACCELERATORS
from pricing.history import HISTORY, bundled_history
from pricing.known import BUNDLED
from pricing.quote import Quote
from pricing.snapshot import SNAPSHOTS, snapshot_book
from pricing.store.read import quote_of
from pricing.store.tables import IDENTITY, change, series, store_state
from pricing.store.write import Identity, Row, identity_of, insert_series, next_series_id


@cache
def bundle_mark() -> str:
    """Tells one version of the bundled prices from another."""
    marks = hashlib.sha256()
    for file in (*SNAPSHOTS, HISTORY, ACCELERATORS):
        marks.update(file.read_bytes())
    return marks.hexdigest()


def is_seeded(connection: Connection) -> bool:
    """Whether the store holds the bundled prices of this version."""
    return connection.execute(select(store_state.c.bundle)).scalar() == bundle_mark()


def seed(connection: Connection) -> None:
    """Put the bundled prices in, beside those of earlier versions; nothing if they are there."""
    if is_seeded(connection):
        return
    by_series = _kept(connection)
    history, _ = bundled_history()
    for quote in (*history, *snapshot_book().quotes):
        by_series[identity_of(BUNDLED, quote)][quote.as_of] = quote
    ours = series.c.reader == BUNDLED
    connection.execute(
        delete(change).where(change.c.series_id.in_(select(series.c.id).where(ours)))
    )
    connection.execute(delete(series).where(ours))
    rows: list[Row] = []
    changes: list[Row] = []
    for number, (identity, days) in enumerate(by_series.items(), next_series_id(connection)):
        row, past = _rows(number, [days[day] for day in sorted(days)])
        rows.append(dict(zip(IDENTITY, identity, strict=True)) | row)
        changes += past
    insert_series(connection, rows, changes)
    connection.execute(
        update(store_state).values(
            bundle=bundle_mark(), book_revision=store_state.c.book_revision + 1
        )
    )


def _kept(connection: Connection) -> dict[Identity, dict[date, Quote]]:
    """What earlier versions brought."""
    kept: dict[Identity, dict[date, Quote]] = defaultdict(dict)
    columns = (
        *(series.c[name] for name in IDENTITY), series.c.accelerator, series.c.accelerators,
        change.c.usd_per_hour, change.c.as_of, change.c.evidence, change.c.note,
        change.c.valid_from,
    )  # fmt: skip
    found = select(*columns).join(change).where(series.c.reader == BUNDLED)
    for row in connection.execute(found):
        quote = quote_of(row._mapping, row.as_of, None)
        kept[identity_of(BUNDLED, quote)][quote.as_of] = quote
    return kept


def _rows(number: int, quotes: list[Quote]) -> tuple[Row, list[Row]]:
    """The row of a series and its changes, of quotes in the order of their days.

    Each bundled row stays, one with the price of the row before too: it may hold a note.
    """
    changes: list[Row] = []
    for quote in quotes:
        if changes:
            changes[-1]["last_seen"] = changes[-1]["since"]
        told = {"evidence": quote.evidence, "note": quote.note, "valid_from": quote.valid_from}
        changes.append(
            {"series_id": number, "since": _start(quote.as_of), "last_seen": None,
             "usd_per_hour": quote.usd_per_hour, "as_of": quote.as_of} | told
        )  # fmt: skip
    last = quotes[-1]
    row = {
        "id": number,
        "usd_per_hour": last.usd_per_hour,
        "as_of": last.as_of,
        "since": changes[-1]["since"],
        "last_seen": _start(last.as_of),
        "address": "",
        "evidence": last.evidence,
        "note": last.note,
        "valid_from": last.valid_from,
        "accelerator": last.accelerator,
        "accelerators": last.accelerators,
    }
    return row, changes


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
