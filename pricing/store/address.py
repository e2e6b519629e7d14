"""Which database holds the prices, and how to connect to it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from pricing.store.errors import StoreError

FILE_NAME = "prices.sqlite"
# How long another program's lock of the file is waited for [s].
BUSY_S = 5.0
# A database that does not answer must not hold a refresh for the minutes TCP would take.
POSTGRESQL = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": "-c statement_timeout=60000 -c lock_timeout=30000",
}


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Where the store is.

    Attributes:
        url: for SQLAlchemy; may hold a password, so it is never shown.
        title: for people.
        file: the SQLite file; `None` for a server.
    """

    url: str
    title: str
    file: Path | None

    def __repr__(self) -> str:
        return f"StoreAddress({self.title!r})"


def store_address(environment: Mapping[str, str] | None = None) -> StoreAddress:
    """The store the settings name: `CROSSOVER_DATABASE_URL`, else a file in the cache folder.

    Args:
        environment: settings; the process environment when not given.

    Raises:
        StoreError: the setting is no address of PostgreSQL or SQLite.
    """
    settings = os.environ if environment is None else environment
    text = settings.get("CROSSOVER_DATABASE_URL", "").strip()
    if not text:
        folder = settings.get("CROSSOVER_CACHE_DIR", "").strip()
        return file_address(Path(folder or platformdirs.user_cache_dir("crossover")) / FILE_NAME)
    try:
        url = make_url(text)
    except ArgumentError:
        raise StoreError("CROSSOVER_DATABASE_URL is not the address of a database") from None
    kind = url.drivername.split("+")[0]
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return file_address(Path(url.database))
    if kind not in ("postgresql", "postgres"):
        raise StoreError(f"CROSSOVER_DATABASE_URL: {kind!r} is neither postgresql nor sqlite")
    url = url.set(drivername="postgresql+psycopg")
    title = f"{url.host or 'local'}/{url.database or ''}"
    return StoreAddress(url.render_as_string(hide_password=False), title, None)


def file_address(file: Path) -> StoreAddress:
    """A store in an SQLite file."""
    whole = file.expanduser().absolute()
    return StoreAddress(f"sqlite:///{whole}", str(whole), whole)


def engine_of(address: StoreAddress) -> Engine:
    """How to connect; nothing is connected yet."""
    if address.file is None:
        return create_engine(
            address.url, pool_pre_ping=True, pool_size=3, connect_args=dict(POSTGRESQL)
        )
    engine = create_engine(address.url, connect_args={"timeout": BUSY_S})
    _with_whole_transactions(engine)
    return engine


def _with_whole_transactions(engine: Engine) -> None:
    """Let SQLAlchemy say when a transaction begins.

    Python's driver would begin one late and leave the making of tables outside: a process killed in
    the middle would leave half a schema.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
