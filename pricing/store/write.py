"""Keeping quotes: a new price makes a row of history, the same price only moves "last seen"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from pricing.quote import Quote
from pricing.store.tables import IDENTITY, change, series

Identity = tuple[str, ...]
Row = dict[str, Any]
# How many ids one statement names; SQLite takes 32,766 parameters.
IDS_AT_ONCE = 10_000


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
    known = {tuple(row[1:9]): row for row in connection.execute(_known_of(reader))}
    made: list[Row] = []
    changed: list[Row] = []
    retold: list[Row] = []
    seen: dict[date, list[int]] = defaultdict(list)
    early: list[int] = []
    next_id = _next_id(connection, series)
    for quote in quotes:
        identity = identity_of(reader, quote)
        row = known.get(identity)
        if row is None:
            new = _series_row(quote, address, seen_at)
            made.append(dict(zip(IDENTITY, identity, strict=True)) | new | {"id": next_id})
            next_id += 1
            continue
        if row.since > seen_at:
            early.append(row.id)
        if row.usd_per_hour != quote.usd_per_hour:
            was_seen = min(row.last_seen, seen_at)
            new = _series_row(quote, address, seen_at)
            changed.append(new | {"of_id": row.id, "was_seen": was_seen})
        elif tuple(row[12:]) != _told(quote):
            told = _series_row(quote, address, seen_at) | {"since": min(row.since, seen_at)}
            retold.append(told | {"of_id": row.id})
        else:
            seen[quote.as_of].append(row.id)
    _clip_future(connection, early, seen_at)
    _insert(connection, made, changed)
    _update_rows(connection, [{k: v for k, v in r.items() if k != "was_seen"} for r in changed])
    _update_rows(connection, retold)
    for day, ids in seen.items():
        _see_again(connection, ids, as_of=day, last_seen=seen_at, address=address)


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
        quote.purchase_option.value,
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


def _insert(connection: Connection, made: list[Row], changed: list[Row]) -> None:
    if changed:
        ended = update(change).where(
            change.c.series_id == bindparam("of_series"), change.c.last_seen.is_(None)
        )
        connection.execute(
            ended.values(last_seen=bindparam("was_seen")),
            [{"of_series": row["of_id"], "was_seen": row["was_seen"]} for row in changed],
        )
    changes = [_change_row(row["id"], row) for row in made]
    changes += [_change_row(row["of_id"], row) for row in changed]
    insert_series(connection, made, changes)


def _known_of(reader: str) -> Any:
    """The columns are read by place: `IDENTITY` is 1 to 8, what `_told` compares 12 to 16."""
    c = series.c
    told = (c.evidence, c.note, c.valid_from, c.accelerator, c.accelerators)
    identity = [c[name] for name in IDENTITY]
    return select(c.id, *identity, c.usd_per_hour, c.since, c.last_seen, *told).where(
        c.reader == reader
    )


def _told(quote: Quote) -> tuple[object, ...]:
    return quote.evidence, quote.note, quote.valid_from, quote.accelerator, quote.accelerators


def _series_row(quote: Quote, address: str, seen_at: datetime) -> Row:
    return {
        "usd_per_hour": quote.usd_per_hour,
        "as_of": quote.as_of,
        "since": seen_at,
        "last_seen": seen_at,
        "address": address,
        "evidence": quote.evidence,
        "note": quote.note,
        "valid_from": quote.valid_from,
        "accelerator": quote.accelerator,
        "accelerators": quote.accelerators,
    }


def _change_row(series_id: int, row: Row) -> Row:
    told = ("since", "usd_per_hour", "as_of", "evidence", "note", "valid_from")
    return {"series_id": series_id, "last_seen": None} | {name: row[name] for name in told}


def _update_rows(connection: Connection, rows: list[Row]) -> None:
    if not rows:
        return
    columns: Row = {name: bindparam(name) for name in rows[0] if name != "of_id"}
    connection.execute(
        update(series).where(series.c.id == bindparam("of_id")).values(columns), rows
    )


def _see_again(connection: Connection, ids: list[int], **values: object) -> None:
    for first in range(0, len(ids), IDS_AT_ONCE):
        some = ids[first : first + IDS_AT_ONCE]
        connection.execute(update(series).where(series.c.id.in_(some)).values(**values))


def _clip_future(connection: Connection, ids: list[int], seen_at: datetime) -> None:
    """Nothing known was first seen later than now: a clock that was ahead wrote it."""
    for first in range(0, len(ids), IDS_AT_ONCE):
        some = ids[first : first + IDS_AT_ONCE]
        for table, key in ((series, series.c.id), (change, change.c.series_id)):
            late = key.in_(some) & (table.c.since > seen_at)
            connection.execute(update(table).where(late).values(since=seen_at))


def _next_id(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
