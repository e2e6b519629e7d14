"""What can go wrong with the store, said for people."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# PostgreSQL's SQLSTATE codes.
READ_ONLY, DISK_FULL = "25006", "53100"


class StoreError(Exception):
    """The store of prices cannot be used; the message says which and why."""


class StoreCorrupt(StoreError):
    """The file is damaged, or no database."""


class StoreReadOnly(StoreError):
    """The store can be read but not written."""


class StoreRefused(StoreError):
    """The database takes no such row: the answer that holds it is to blame, not the store."""


def store_error(title: str, error: SQLAlchemyError | OSError) -> StoreError:
    """The error of the store that a library's error means.

    Args:
        title: which store, for people.
        error: what the library raised.
    """
    if isinstance(error, DataError | IntegrityError):
        return StoreRefused(f"a row of it cannot be stored: {error.orig}")
    if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(title, error.orig)
    code = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    if code == READ_ONLY:
        return StoreReadOnly(f"the price store {title} cannot be written")
    if code == DISK_FULL:
        return StoreError(f"the disk of the price store {title} is full")
    if isinstance(error, DBAPIError):
        lines = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
        return StoreError(f"the price store {title} does not answer: {lines[0]}")
    return StoreError(f"the price store {title} cannot be used: {error}")


def _of_sqlite(title: str, error: sqlite3.Error) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended part
    if code in CORRUPT:
        return StoreCorrupt(f"the price store {title} is damaged: {error}")
    if code == sqlite3.SQLITE_FULL:
        return StoreError(f"the disk of the price store {title} is full")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(f"the price store {title} is locked by another program")
    if code == sqlite3.SQLITE_READONLY:
        return StoreReadOnly(f"the price store {title} cannot be written")
    if code == sqlite3.SQLITE_CANTOPEN:
        why = "its folder cannot be written" if Path(title).parent.is_dir() else "no such folder"
        return StoreReadOnly(f"the price store {title} cannot be opened: {why}")
    return StoreError(f"the price store {title} cannot be used: {error}")
