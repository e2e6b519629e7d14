"""The store of prices: opened, brought to its schema, seeded, read and written in whole steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text, update
from sqlalchemy.exc import DBAPIError, TimeoutError

from pricing.store.address import StoreAddress, engine_of
from pricing.store.errors import StoreCorrupt, StoreError, StoreRefused, store_error
from pricing.store.locks import Busy, Lock, file_lock, server_lock
from pricing.store.migrate import PRICES, migrate, schema_of
from pricing.store.salvage import salvage
from pricing.store.seed import is_seeded, seed
from pricing.store.tables import store_state

OPEN_WAIT_S = 20.0


@dataclass(frozen=True, slots=True)
class Revisions:
    """Counters that grow with every change.

    Attributes:
        book: of the prices.
        state: of anything, the progress of a refresh too.
    """

    book: int
    state: int


class Store:
    """A store that is open.

    Attributes:
        address: where it is.
        problems: what people should know of how it was opened.
        file_mark: which file it is, whatever its path may lead to later.
    """

    def __init__(self, address: StoreAddress, engine: Engine, problems: tuple[str, ...]) -> None:
        self.address = address
        self.problems = problems
        self._engine = engine
        self.file_mark = _mark(address.file)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with, all of it at one moment.

        Raises:
            StoreError: the store does not answer.
        """
        self._check_same_file()
        with _translated(self.address), self._engine.begin() as connection:
            if self.address.file is None:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield connection

    @contextmanager
    def writing(self, book_changes: bool) -> Iterator[Connection]:
        """A connection to write with: everything in it is kept, or nothing.

        Args:
            book_changes: whether prices are written, not only the state of a source.

        Raises:
            StoreError: the store does not answer or cannot be written.
        """
        self._check_same_file()
        with _translated(self.address), _writer(self._engine) as connection:
            yield connection
            moved = {"state_revision": store_state.c.state_revision + 1}
            if book_changes:
                moved["book_revision"] = store_state.c.book_revision + 1
            connection.execute(update(store_state).values(moved))

    def revisions(self) -> Revisions:
        """The present counters.

        Raises:
            StoreError: the store does not answer.
        """
        with self.reading() as connection:
            columns = (store_state.c.book_revision, store_state.c.state_revision)
            row = connection.execute(select(*columns)).one()
        return Revisions(row[0], row[1])

    @contextmanager
    def refresh_lock(self) -> Iterator[Callable[[], bool]]:
        """Be the only one to refresh, across all processes on this store.

        Yields:
            Whether the lock is still held.

        Raises:
            Busy: another refreshes.
            StoreError: the store does not answer or cannot be written.
        """
        lock: AbstractContextManager[Callable[[], bool]]
        if self.address.file is None:
            lock = server_lock(self._engine, Lock.REFRESH)
        else:
            lock = file_lock(self.address.file, Lock.REFRESH, 0)
        with _translated(self.address):
            held = lock.__enter__()
        try:
            yield held
        finally:
            with _translated(self.address):
                lock.__exit__(None, None, None)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def _check_same_file(self) -> None:
        if self.address.file is not None and _mark(self.address.file) != self.file_mark:
            raise StoreError(f"the price store {self.address.title} was replaced by another file")


def open_store(address: StoreAddress) -> Store:
    """Open a store: made, brought to its schema and seeded where that is missing.

    A damaged SQLite file is set aside, never deleted, and a new one started.

    Raises:
        StoreError: it cannot be used; the message is for people.
    """
    before = _mark(address.file)
    try:
        return _opened(address)
    except StoreCorrupt:
        if address.file is None:
            raise
        return _started_anew(address, before)


def replace_damaged(store: Store) -> Store:
    """The store in place of one that was found damaged while it was open.

    Raises:
        StoreError: there can be none.
    """
    store.close()
    if store.address.file is None:
        return open_store(store.address)
    return _started_anew(store.address, store.file_mark)


def _started_anew(address: StoreAddress, damaged: tuple[int, int] | None) -> Store:
    aside = _set_aside(address, damaged)
    problem = f"the price store {address.title} was damaged and a new one was started"
    if aside is None:
        return _opened(address, (problem,))
    store = _opened(address)
    try:
        with store.writing(book_changes=True) as connection:
            saved = salvage(aside, connection)
    except (StoreRefused, LookupError, TypeError, ValueError):  # rows that make no sense
        saved = 0
    store.problems = (
        f"{problem} with {saved:,} prices saved from it; the damaged file is kept as {aside.name}",
    )
    return store


def _opened(address: StoreAddress, problems: tuple[str, ...] = ()) -> Store:
    engine = engine_of(address)
    try:
        with _translated(address):
            if not _is_ready(address, engine):
                with _opening(address), _writer(engine) as connection:
                    migrate(connection)
                    seed(connection)
    except Busy:
        engine.dispose()
        raise StoreError(f"the price store {address.title} is being opened by another") from None
    except BaseException:
        engine.dispose()
        raise
    return Store(address, engine, problems)


def _is_ready(address: StoreAddress, engine: Engine) -> bool:
    if address.file is not None and not address.file.exists():
        return False
    with engine.begin() as connection:
        return schema_of(connection) == PRICES.head and is_seeded(connection)


@contextmanager
def _opening(address: StoreAddress) -> Iterator[None]:
    """One process at a time makes the file; on a server the writers' lock does."""
    if address.file is None:
        yield
        return
    address.file.parent.mkdir(parents=True, exist_ok=True)
    with file_lock(address.file, Lock.OPEN, OPEN_WAIT_S):
        yield


@contextmanager
def _writer(engine: Engine) -> Iterator[Connection]:
    with (
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": Lock.WRITE})
        yield connection


@contextmanager
def _translated(address: StoreAddress) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, TimeoutError, OSError) as error:
        raise store_error(address.title, error) from error


def _set_aside(address: StoreAddress, damaged: tuple[int, int] | None) -> Path | None:
    """Move a damaged file away; `None` when another process has done so."""
    file = address.file
    assert file is not None
    aside = file.with_name(f"{file.name}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    try:
        with _translated(address), file_lock(file, Lock.OPEN, OPEN_WAIT_S):
            if _mark(file) != damaged:
                return None
            file.replace(aside)
            journal = file.with_name(f"{file.name}-journal")
            if journal.exists():
                journal.replace(aside.with_name(f"{aside.name}-journal"))
    except Busy:
        raise StoreError(f"the price store {file} is being opened by another program") from None
    return aside


def _mark(file: Path | None) -> tuple[int, int] | None:
    """Which file a path leads to now; `None` when to none."""
    if file is None:
        return None
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
