"""Saving what can still be read of a damaged SQLite file: accepted quotes are not fetched twice."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from pricing.known import BUNDLED
from pricing.store.read import quote_of
from pricing.store.tables import change, series
from pricing.store.write import Row, insert_series, next_series_id

DAYS, TIMES = ("as_of", "valid_from"), ("since", "last_seen")


def salvage(damaged: Path, connection: Connection) -> int:
    """Copy the readable quotes of a damaged file, with their history, into a new store.

    Args:
        damaged: the file that was set aside.
        connection: to the new store, in a transaction of one writer.

    Returns:
        How many series were saved.
    """
    address = f"{damaged.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as old:
        old.row_factory = sqlite3.Row
        found = [row for row in _readable(old, series.name) if _is_quote(row)]
        past: dict[int, list[Row]] = defaultdict(list)
        for row in _readable(old, change.name):
            past[row["series_id"]].append(row)
    changes: list[Row] = []
    for number, row in enumerate(found, next_series_id(connection)):
        changes += _history(row, past[row["id"]], number)
        row["id"] = number
    insert_series(connection, found, changes)
    return len(found)


def _readable(old: sqlite3.Connection, table: str) -> Iterator[Row]:
    """The rows of a table before the damage and, from the end, those behind it."""
    seen: set[int] = set()
    for order in ("ASC", "DESC"):
        try:
            for raw in old.execute(f"SELECT * FROM {table} ORDER BY rowid {order}"):
                row = _typed(dict(raw))
                if row is not None and row["id"] in seen:
                    break
                if row is not None:
                    seen.add(row["id"])
                    yield row
        except sqlite3.Error:
            continue


def _typed(raw: dict[str, Any]) -> Row | None:
    """The row with days and times as such; `None` when they are none."""
    try:
        for name in DAYS:
            raw[name] = date.fromisoformat(raw[name]) if raw[name] else None
        for name in TIMES:
            time = raw[name]
            raw[name] = datetime.fromisoformat(time).replace(tzinfo=UTC) if time else None
    except (KeyError, TypeError, ValueError):
        return None
    return raw if isinstance(raw["id"], int) and raw["as_of"] and raw["since"] else None


def _is_quote(row: Row) -> bool:
    if row["reader"] == BUNDLED or row["last_seen"] is None:
        return False
    try:
        quote_of(row, row["as_of"], row["last_seen"])
    except ValidationError:
        return False
    return True


def _history(row: Row, past: list[Row], number: int) -> list[Row]:
    """The changes of a series under its new number; the present one is there whatever was lost."""
    names = ("since", "last_seen", "usd_per_hour", "as_of", "evidence", "note", "valid_from")
    ended = [
        one
        for one in past
        if one["last_seen"] is not None
        and one["since"] <= row["since"]
        and isinstance(one["usd_per_hour"], float)
    ]
    present = {name: row[name] for name in names} | {"last_seen": None}
    kept = [*({name: one[name] for name in names} for one in ended), present]
    return [one | {"series_id": number} for one in kept]
