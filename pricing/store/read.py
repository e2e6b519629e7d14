"""Reading the store: the prices of now, of any moment, and the history of one thing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from pricing.known import BUNDLED, Known, PricePoint
from pricing.quote import Quote
from pricing.store.tables import change, series, source_part

WORDS = (
    "provider", "region", "instance_type", "purchase_option", "zone", "payment", "source",
    "usd_per_hour", "evidence", "note", "valid_from", "accelerator", "accelerators",
)  # fmt: skip


def quote_of(row: Mapping[Any, Any], as_of: date, fetched_at: datetime | None) -> Quote:
    """The quote a row of the store holds."""
    words = {name: row[name] for name in WORDS}
    return Quote.model_validate({**words, "as_of": as_of, "fetched_at": fetched_at})


def known_now(connection: Connection) -> list[Known]:
    """The present price of every series, in the order they were first seen."""
    rows = connection.execute(
        _with_part(select(series, source_part.c.read_at).select_from(series))
    ).mappings()
    return [_known(row, row["as_of"], row["last_seen"]) for row in rows]


def known_at(connection: Connection, moment: datetime) -> list[Known]:
    """The price of every series as it was at a moment; none of those not yet seen then."""
    latest = (
        select(change.c.id)
        .where(change.c.series_id == series.c.id, change.c.since <= moment)
        .order_by(change.c.since.desc(), change.c.id.desc())
        .limit(1)
        .correlate(series)
        .scalar_subquery()
    )
    past = change.alias("past")
    own = [
        column
        for column in series.c
        if column.name not in ("usd_per_hour", "evidence", "note", "valid_from", "as_of")
    ]
    told = (past.c.usd_per_hour, past.c.evidence, past.c.note, past.c.valid_from)
    found = (
        select(
            *own,
            *told,
            series.c.as_of.label("latest_as_of"),
            past.c.as_of,
            past.c.last_seen.label("ended"),
            source_part.c.read_at,
        )
        .select_from(series)
        .join(past, past.c.id == latest)
    )
    known = []
    for row in connection.execute(_with_part(found)).mappings():
        seen_at = min(row["ended"] or row["last_seen"], moment)
        as_of = row["as_of"] if row["ended"] else min(row["latest_as_of"], moment.date())
        known.append(_known(row, as_of, seen_at))
    return known


def price_points(
    connection: Connection,
    instance_type: str,
    region: str | None = None,
    purchase_option: str | None = None,
) -> list[PricePoint]:
    """Every price a type ever had, in the order of time.

    Args:
        connection: to the store.
        instance_type: the provider's name of the type.
        region: of this place only.
        purchase_option: under these terms only.
    """
    words = [series.c[name] for name in WORDS if name not in change.c]
    found = (
        select(series.c.reader, *words, change, series.c.last_seen.label("latest"))
        .join(change, change.c.series_id == series.c.id)
        .where(series.c.instance_type == instance_type)
        .order_by(change.c.since, change.c.id)
    )
    if region is not None:
        found = found.where(series.c.region == region)
    if purchase_option is not None:
        found = found.where(series.c.purchase_option == purchase_option)
    points = []
    for row in connection.execute(found).mappings():
        fetched_at = None if row["reader"] == BUNDLED else row["since"]
        quote = quote_of(row, row["as_of"], fetched_at)
        last_seen = row["last_seen"] or row["latest"]
        points.append(PricePoint(row["reader"], quote, row["since"], last_seen))
    return points


def _with_part(found: Select[Any]) -> Select[Any]:
    same = and_(source_part.c.source == series.c.reader, source_part.c.address == series.c.address)
    return found.outerjoin(source_part, same).order_by(series.c.id)


def _known(row: Mapping[Any, Any], as_of: date, seen_at: datetime) -> Known:
    fetched_at = None if row["reader"] == BUNDLED else seen_at
    return Known(row["reader"], quote_of(row, as_of, fetched_at), seen_at, row["read_at"])
