"""Workspaces: kept for whoever has the address, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from pricing.store.address import StoreAddress, engine_of, file_address, store_address
from workspace import NO_WORKSPACE, WorkspaceError, Workspaces, workspaces
from workspace.store import ADDRESS_BYTES, MOST_CHARACTERS, UNUSED
from workspace.tables import metadata

DAY = date(2026, 11, 23)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> StoreAddress:
    if request.param == "sqlite":
        return file_address(tmp_path / "kept" / "workspaces.sqlite")
    # Only here: where there is no PostgreSQL the other half is tested all the same.
    new_database: Callable[[], str] = request.getfixturevalue("new_database")
    return store_address({"CROSSOVER_DATABASE_URL": new_database()})


@pytest.fixture
def kept(place: StoreAddress) -> Iterator[Workspaces]:
    opened = Workspaces(place)
    yield opened
    opened.close()


def test_a_text_is_there_for_another_process_that_has_the_address(
    kept: Workspaces, place: StoreAddress
) -> None:
    address = kept.make('{"entries": []}', DAY)
    another = Workspaces(place)
    assert another.read(address, DAY) == '{"entries": []}'
    another.close()


def test_addresses_cannot_be_guessed_and_the_database_does_not_hold_them(
    kept: Workspaces, place: StoreAddress
) -> None:
    made = {kept.make("x", DAY) for _ in range(20)}
    assert len(made) == 20
    assert all(len(address) == ADDRESS_BYTES * 4 / 3 for address in made)
    engine = engine_of(place)
    with engine.connect() as connection:
        held = str(connection.execute(text("SELECT * FROM workspace")).all())
    engine.dispose()
    assert not any(address in held for address in made)


@pytest.mark.parametrize("address", ["", "x", "' OR 1=1 --", "%", "\x00", "\ud800", "a" * 10_000])
def test_no_other_text_opens_a_workspace(kept: Workspaces, address: str) -> None:
    kept.make("secret", DAY)
    with pytest.raises(WorkspaceError) as error:
        kept.read(address, DAY)
    assert str(error.value) == NO_WORKSPACE


def test_changes_of_many_at_once_are_all_kept(kept: Workspaces) -> None:
    address = kept.make("", DAY)

    def add(number: int) -> str:
        return kept.change(address, lambda now: f"{now}{number},", DAY)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(12)))
    assert sorted(kept.read(address, DAY).split(",")[:-1], key=int) == [str(n) for n in range(12)]


def test_a_removed_workspace_is_gone_for_everybody(kept: Workspaces) -> None:
    address = kept.make("x", DAY)
    kept.remove(address)
    with pytest.raises(WorkspaceError, match="no workspace"):
        kept.change(address, str.upper, DAY)


def test_a_change_that_fails_leaves_what_was_there(kept: Workspaces) -> None:
    address = kept.make("before", DAY)
    with pytest.raises(WorkspaceError, match="at most 500,000 characters"):
        kept.change(address, lambda _: "x" * (MOST_CHARACTERS + 1), DAY)
    with pytest.raises(ZeroDivisionError):
        kept.change(address, lambda _: str(1 / 0), DAY)
    assert kept.read(address, DAY) == "before"


def test_one_nobody_has_opened_for_long_makes_room_for_another(place: StoreAddress) -> None:
    kept = Workspaces(place, most=2)
    old, used = kept.make("old", DAY), kept.make("used", DAY)
    later = DAY + UNUSED + timedelta(days=1)
    with pytest.raises(WorkspaceError, match="no room for another"):
        kept.make("third", DAY)
    kept.read(used, later - timedelta(days=1))
    third = kept.make("third", later)
    assert kept.read(used, later) == "used"
    assert kept.read(third, later) == "third"
    with pytest.raises(WorkspaceError, match="no workspace"):
        kept.read(old, later)
    kept.close()


def test_the_steps_make_the_tables_the_code_expects(kept: Workspaces, place: StoreAddress) -> None:
    kept.make("x", DAY)
    engine = engine_of(place)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda _, name, kind, *__: kind != "table" or name == "workspace"
            },
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_server_that_is_gone_is_said_without_its_name() -> None:
    address = "postgresql://crossover:hush@127.0.0.1:1/crossover"
    kept = Workspaces(store_address({"CROSSOVER_DATABASE_URL": address}))
    with pytest.raises(WorkspaceError, match="cannot be reached now") as error:
        kept.make("x", DAY)
    assert "hush" not in str(error.value)
    assert "127.0.0.1" not in str(error.value)


def test_it_goes_on_when_the_database_is_back(
    new_database: Callable[[], str],
) -> None:
    url = new_database()
    kept = Workspaces(store_address({"CROSSOVER_DATABASE_URL": url}))
    address = kept.make("x", DAY)
    # Every connection is cut, as when the database starts again.
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    engine.dispose()
    assert kept.read(address, DAY) == "x"
    kept.close()


def test_only_a_server_with_a_database_of_its_own_keeps_workspaces(tmp_path: Path) -> None:
    assert workspaces({}) is None
    assert workspaces({"CROSSOVER_DATABASE_URL": "nonsense"}) is None
    beside = workspaces({"CROSSOVER_DATABASE_URL": f"sqlite:///{tmp_path}/prices.sqlite"})
    assert beside is not None
    beside.make("x", DAY)
    beside.close()
    assert [file.name for file in tmp_path.iterdir()] == ["workspaces.sqlite"]
