"""One at a time, across threads, processes and replicas; a lock dies with whoever holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError


class Lock(IntEnum):
    """What is done by one at a time; the numbers are PostgreSQL's names of the locks."""

    OPEN = 7_203_001
    REFRESH = 7_203_002
    WRITE = 7_203_003


class Busy(Exception):
    """Somebody else holds the lock."""


@contextmanager
def file_lock(file: Path, lock: Lock, wait_s: float) -> Iterator[Callable[[], bool]]:
    """Hold a lock beside an SQLite file; the system frees it when the process ends, however.

    Args:
        file: the database.
        lock: which lock.
        wait_s: how long to wait for it [s].

    Yields:
        Whether it is still held.

    Raises:
        Busy: another holds it.
        OSError: the folder cannot be written.
    """
    beside = file.with_name(f"{file.name}.{lock.name.lower()}.lock")
    held = FileLock(beside, timeout=wait_s, thread_local=False)
    try:
        held.acquire()
    except Timeout:
        raise Busy(str(beside)) from None
    try:
        yield lambda: held.is_locked
    finally:
        held.release()


@contextmanager
def server_lock(engine: Engine, lock: Lock) -> Iterator[Callable[[], bool]]:
    """Hold an advisory lock of PostgreSQL, which frees it when the connection ends, however.

    Yields:
        Whether it is still held: a lost connection has lost the lock.

    Raises:
        Busy: another holds it.
        SQLAlchemyError: the server does not answer.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": lock}).scalar():
            raise Busy(lock.name)

        def still_held() -> bool:
            try:
                return bool(connection.execute(text("SELECT 1")).scalar())
            except SQLAlchemyError:
                return False

        try:
            yield still_held
        finally:
            # The connection goes back to a pool, which would keep the lock.
            if not still_held():
                connection.invalidate()
            else:
                connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": lock})
