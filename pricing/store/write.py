"""Keeping quotes: a new price makes a row of history, the same price only moves "last seen"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from pricing.quote import Quote
from pricing.store.tables import IDENTITY, change, series

Identity = tuple[str, ...]
Row = dict[str, Any]
# How many ids one statement names; SQLite takes 32,766 parameters.
IDS_AT_ONCE = 10_000
TOLD = ("evidence", "note", "valid_from", "accelerator", "accelerators")


def save_quotes(
    connection: Connection, reader: str, quotes: Iterable[Quote], address: str, seen_at: datetime
) -> None:
    """Keep what one address of a source said.

    Args:
        connection: in a transaction of one writer.
        reader: name of the source.
        quotes: all quotes of this answer.
        address: where they were read.
        seen_at: when.
    """
    _clip_future(connection, reader, seen_at)
    known = {tuple(row[:8]): row for row in connection.execute(_known_of(reader))}
    latest = {identity_of(reader, quote): quote for quote in quotes}
    made: list[Row] = []
    moved: dict[date, list[Row]] = defaultdict(list)
    retold: list[Row] = []
    seen: dict[date, list[int]] = defaultdict(list)
    changed: list[int] = []
    first_new = next_id = _next_id(connection, series)
    for identity, quote in latest.items():
        row = known.get(identity)
        if row is None:
            new = _series_row(quote, address, seen_at)
            made.append(dict(zip(IDENTITY, identity, strict=True)) | new | {"id": next_id})
            next_id += 1
            continue
        series_id, usd_per_hour = row[8], row[9]
        if usd_per_hour != quote.usd_per_hour:
            changed.append(series_id)
            moved[quote.as_of].append({"of_id": series_id, "price": quote.usd_per_hour})
        else:
            seen[quote.as_of].append(series_id)
        if row[10:] != _told(quote):
            told = dict(zip(TOLD, _told(quote), strict=True))
            retold.append(told | {"of_id": series_id})
    _end_changes(connection, changed)
    _update_told(connection, retold)
    for day, rows in moved.items():
        by_id = series.c.id == bindparam("of_id")
        connection.execute(
            update(series).where(by_id).values(usd_per_hour=bindparam("price")), rows
        )
        ids = [row["of_id"] for row in rows]
        now = {"as_of": day, "since": seen_at, "last_seen": seen_at, "address": address}
        _update_ids(connection, ids, now)
    for day, ids in seen.items():
        _update_ids(connection, ids, {"as_of": day, "last_seen": seen_at, "address": address})
    if made:
        connection.execute(series.insert(), made)
        _begin_changes(connection, series.c.id >= first_new)
    for some in _chunks(changed):
        _begin_changes(connection, series.c.id.in_(some))


def see_unchanged(
    connection: Connection, reader: str, address: str, read_at: datetime, seen_at: datetime
) -> None:
    """An address says that nothing changed: what it said at the last reading is seen again.

    Args:
        connection: in a transaction of one writer.
        reader: name of the source.
        address: which one.
        read_at: when it was last read.
        seen_at: now.
    """
    same = (
        (series.c.reader == reader)
        & (series.c.address == address)
        & (series.c.last_seen == read_at)
    )
    # A source without dates dates its prices by the day they are read; one with dates does not.
    undated = same & (series.c.as_of == read_at.date())
    connection.execute(update(series).where(undated).values(as_of=seen_at.date()))
    connection.execute(update(series).where(same).values(last_seen=seen_at))


def identity_of(reader: str, quote: Quote) -> Identity:
    """What tells one series of prices from another."""
    return (
        reader,
        quote.provider,
        quote.region,
        quote.instance_type,
        str(quote.purchase_option),
        quote.zone,
        quote.payment,
        quote.source,
    )


def insert_series(connection: Connection, rows: Sequence[Row], changes: Sequence[Row]) -> None:
    """Insert rows of the two tables as they are; the changes get their ids here."""
    next_id = _next_id(connection, change)
    if rows:
        connection.execute(series.insert(), rows)
    if changes:
        numbered = [row | {"id": next_id + at} for at, row in enumerate(changes)]
        connection.execute(change.insert(), numbered)


def next_series_id(connection: Connection) -> int:
    """The first id no series has."""
    return _next_id(connection, series)


def _known_of(reader: str) -> Any:
    """What tells a series from others, its id, its price and what is told of it, in this order."""
    c = series.c
    columns = [c[name] for name in (*IDENTITY, "id", "usd_per_hour", *TOLD)]
    return select(*columns).where(c.reader == reader)


def _told(quote: Quote) -> tuple[object, ...]:
    return quote.evidence, quote.note, quote.valid_from, quote.accelerator, quote.accelerators


def _series_row(quote: Quote, address: str, seen_at: datetime) -> Row:
    return {
        "usd_per_hour": quote.usd_per_hour,
        "as_of": quote.as_of,
        "since": seen_at,
        "last_seen": seen_at,
        "address": address,
    } | dict(zip(TOLD, _told(quote), strict=True))


def _end_changes(connection: Connection, ids: list[int]) -> None:
    """The present prices of these series become history: note when they were last seen."""
    last_seen = select(series.c.last_seen).where(series.c.id == change.c.series_id)
    for some in _chunks(ids):
        open_ones = change.c.series_id.in_(some) & change.c.last_seen.is_(None)
        connection.execute(
            update(change).where(open_ones).values(last_seen=last_seen.scalar_subquery())
        )


def _begin_changes(connection: Connection, which: ColumnElement[bool]) -> None:
    """The present prices of some series as the latest rows of their history."""
    c = series.c
    number = func.row_number().over(order_by=c.id) + (_next_id(connection, change) - 1)
    columns = ("usd_per_hour", "as_of", "evidence", "note", "valid_from")
    rows = select(number, c.id, c.since, *(c[name] for name in columns)).where(which)
    into = change.insert().from_select(["id", "series_id", "since", *columns], rows)
    connection.execute(into)


def _update_told(connection: Connection, rows: list[Row]) -> None:
    if rows:
        columns: Row = {name: bindparam(f"new_{name}") for name in TOLD}
        named = [
            {f"new_{name}" if name in TOLD else name: v for name, v in r.items()} for r in rows
        ]
        by_id = series.c.id == bindparam("of_id")
        connection.execute(update(series).where(by_id).values(columns), named)


def _update_ids(connection: Connection, ids: list[int], values: Row) -> None:
    for some in _chunks(ids):
        connection.execute(update(series).where(series.c.id.in_(some)).values(values))


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), IDS_AT_ONCE):
        yield ids[first : first + IDS_AT_ONCE]


def _clip_future(connection: Connection, reader: str, seen_at: datetime) -> None:
    """Nothing known was seen later than now: a clock that was ahead wrote it."""
    late = (series.c.reader == reader) & (series.c.last_seen > seen_at)
    ids = list(connection.execute(select(series.c.id).where(late)).scalars())
    for some in _chunks(ids):
        of_some = change.c.series_id.in_(some) & (change.c.since > seen_at)
        connection.execute(update(change).where(of_some).values(since=seen_at))
        for column in (series.c.since, series.c.last_seen):
            later = series.c.id.in_(some) & (column > seen_at)
            connection.execute(update(series).where(later).values({column.name: seen_at}))


def _next_id(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
