"""The tables of the store. What is asked for most, the prices of now, needs no look at history.

`series` holds one row for each thing a source prices, with its present price; `change` one row for
each price it ever had. So the book of now costs the same whatever the length of the history.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData()
IDENTITY = (
    "reader",
    "provider",
    "region",
    "instance_type",
    "purchase_option",
    "zone",
    "payment",
    "source",
)


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database, which in SQLite knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC, without its zone where the database has none."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """An aware moment in UTC."""
        if value is None:
            return None
        moment: datetime = value
        if moment.tzinfo is None:
            return moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)


store_state = Table(
    "store_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("book_revision", BigInteger, nullable=False),
    Column("state_revision", BigInteger, nullable=False),
    Column("bundle", String(64), nullable=False),
)

series = Table(
    "series",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("reader", String(100), nullable=False),
    Column("provider", String(500), nullable=False),
    Column("region", String(500), nullable=False),
    Column("instance_type", String(500), nullable=False),
    Column("purchase_option", String(40), nullable=False),
    Column("zone", String(100), nullable=False),
    Column("payment", String(40), nullable=False),
    Column("source", String(500), nullable=False),
    Column("usd_per_hour", Float(53), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("address", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("valid_from", Date),
    Column("accelerator", String(100), nullable=False),
    Column("accelerators", Integer),
    UniqueConstraint(*IDENTITY, name="one_series"),
    Index("series_by_type", "instance_type", "region"),
)

change = Table(
    "change",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("series_id", BigInteger, ForeignKey("series.id"), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("last_seen", UtcTime),
    Column("usd_per_hour", Float(53), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("valid_from", Date),
    Index("change_by_series", "series_id", "since", "id"),
)

source_state = Table(
    "source_state",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("last_attempt", UtcTime),
    Column("last_success", UtcTime),
    Column("rows", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failed_at", UtcTime),
    Column("stage", String(20), nullable=False),
    Column("stage_at", UtcTime),
)

source_part = Table(
    "source_part",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("address", String(700), primary_key=True),
    Column("etag", Text, nullable=False),
    Column("read_at", UtcTime, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
)

rejected_row = Table(
    "rejected_row",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("address", String(700), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("row", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

interruption = Table(
    "interruption",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("region", String(100), primary_key=True),
    Column("instance_type", String(100), primary_key=True),
    Column("label", String(100), nullable=False),
    Column("saving_percent", Integer, nullable=False),
    Column("read_at", UtcTime, nullable=False),
)
