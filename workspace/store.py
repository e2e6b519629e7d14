"""Workspaces in the database of a hosted app: made, read, changed by several at once, removed."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from pricing.store.address import StoreAddress, engine_of, file_address, store_address
from pricing.store.errors import StoreError
from pricing.store.migrate import Schema, migrate, schema_of
from workspace.tables import workspace

SCHEMA = Schema(
    "store of workspaces", "v0001", Path(__file__).parent / "migrations", "workspace_version"
)
FILE_NAME = "workspaces.sqlite"
# 24 random bytes: nobody finds an address by trying.
ADDRESS_BYTES = 24
MOST_CHARACTERS = 500_000
MOST_WORKSPACES = 50_000
UNUSED = timedelta(days=400)
# PostgreSQL's number of the lock under which the tables are made.
_MAKING = 7_203_010


class WorkspaceError(Exception):
    """A workspace cannot be read or changed now; the message says why, for people."""


NO_WORKSPACE = (
    "There is no workspace at this address: it is mistyped, or the workspace was removed."
)


class Workspaces:
    """All workspaces of one database."""

    def __init__(self, address: StoreAddress, most: int = MOST_WORKSPACES) -> None:
        """Nothing is connected yet.

        Args:
            address: the database.
            most: how many workspaces it may hold.
        """
        self._place, self._most = address, most
        self._engine: Engine | None = None
        self._opening = Lock()

    def make(self, content: str, today: date) -> str:
        """Keep a text in a workspace of its own; its address.

        Workspaces nobody has used for `UNUSED` make room first.

        Raises:
            WorkspaceError: there is no room for another, or the database does not answer.
        """
        _check(content)
        address = secrets.token_urlsafe(ADDRESS_BYTES)
        with self._writing() as connection:
            connection.execute(delete(workspace).where(workspace.c.used_on < today - UNUSED))
            held = connection.execute(select(func.count()).select_from(workspace)).scalar_one()
            if held >= self._most:
                raise WorkspaceError("This server has no room for another workspace.")
            row = {"address_hash": _hash(address), "text": content}
            connection.execute(insert(workspace).values(**row, made_on=today, used_on=today))
        return address

    def read(self, address: str, today: date) -> str:
        """The text of a workspace.

        Raises:
            WorkspaceError: there is none at this address, or the database does not answer.
        """
        row = workspace.c.address_hash == _hash(address)
        with self._reading() as connection:
            found = connection.execute(
                select(workspace.c.text, workspace.c.used_on).where(row)
            ).one_or_none()
        if found is None:
            raise WorkspaceError(NO_WORKSPACE)
        if found.used_on != today:
            # What can be read is shown, even where nothing can be written.
            with suppress(WorkspaceError), self._writing() as connection:
                connection.execute(update(workspace).where(row).values(used_on=today))
        return str(found.text)

    def change(self, address: str, changed: Callable[[str], str], today: date) -> str:
        """Change the text of a workspace; what it is afterwards.

        Nobody else changes it between the reading and the writing.

        Args:
            address: the workspace.
            changed: makes the new text of the present one.
            today: the day it is used.

        Raises:
            WorkspaceError: there is none at this address, or the database does not answer.
        """
        row = workspace.c.address_hash == _hash(address)
        with self._writing() as connection:
            now = connection.execute(
                select(workspace.c.text).where(row).with_for_update()
            ).scalar_one_or_none()
            if now is None:
                raise WorkspaceError(NO_WORKSPACE)
            new = changed(now)
            _check(new)
            connection.execute(update(workspace).where(row).values(text=new, used_on=today))
        return new

    def remove(self, address: str) -> None:
        """Remove a workspace, if there is one at this address.

        Raises:
            WorkspaceError: the database does not answer.
        """
        with self._writing() as connection:
            connection.execute(delete(workspace).where(workspace.c.address_hash == _hash(address)))

    def close(self) -> None:
        """Let go of all connections."""
        if self._engine is not None:
            self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _said(), self._opened().begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with (
            _said(),
            self._opened().connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def _opened(self) -> Engine:
        """How to connect, the tables being there."""
        with self._opening:
            if self._engine is None:
                engine = engine_of(self._place)
                if self._place.file is not None:
                    self._place.file.parent.mkdir(parents=True, exist_ok=True)
                with (
                    engine.connect().execution_options(writes=True) as connection,
                    connection.begin(),
                ):
                    if engine.dialect.name == "postgresql":
                        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MAKING})
                    if schema_of(connection, SCHEMA) != SCHEMA.head:
                        migrate(connection, SCHEMA)
                self._engine = engine
            return self._engine


def workspaces(environment: Mapping[str, str] | None = None) -> Workspaces | None:
    """The workspaces of this server; None where it has no database of its own.

    Args:
        environment: settings; the process environment when not given.
    """
    settings = os.environ if environment is None else environment
    address = settings.get("CROSSOVER_DATABASE_URL", "").strip()
    return _of(address) if address else None


@lru_cache(maxsize=4)
def _of(url: str) -> Workspaces | None:
    try:
        address = store_address({"CROSSOVER_DATABASE_URL": url})
    except StoreError:
        return None
    if address.file is not None:
        # A file of prices that is damaged is set aside: workspaces stay out of it.
        address = file_address(address.file.with_name(FILE_NAME))
    return Workspaces(address)


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()


def _check(content: str) -> None:
    if len(content) > MOST_CHARACTERS:
        raise WorkspaceError(f"A workspace holds at most {MOST_CHARACTERS:,} characters.")


@contextmanager
def _said() -> Iterator[None]:
    """What goes wrong is said without the database's own words, which may name hosts."""
    try:
        yield
    except (SQLAlchemyError, StoreError, OSError) as error:
        raise WorkspaceError(
            "The workspaces of this server cannot be reached now. Nothing in them is lost; try "
            "again in a minute."
        ) from error
