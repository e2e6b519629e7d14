"""A store and a world for each test; a server of PostgreSQL for those that need one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import current_thread

import pytest

from pricing.live import board
from pricing.live.keeper import Keeper
from pricing.store.address import StoreAddress, file_address
from pricing.store.store import Store, open_store
from tests.pricing.postgresql import Server
from tests.pricing.refresh.world import World, a_world


@pytest.fixture(autouse=True)
def only_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of pages start a keeper of this process: it would refresh the worlds of these tests."""
    look = Keeper.look

    def mine(keeper: Keeper) -> None:
        if current_thread().name != "price-keeper":
            look(keeper)

    monkeypatch.setattr(Keeper, "look", mine)


@pytest.fixture
def address(tmp_path: Path) -> StoreAddress:
    return file_address(tmp_path / "prices.sqlite")


@pytest.fixture
def store(address: StoreAddress) -> Iterator[Store]:
    opened = open_store(address)
    yield opened
    opened.close()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with a_world(monkeypatch) as made:
        yield made


@pytest.fixture
def fresh_board(monkeypatch: pytest.MonkeyPatch) -> None:
    """A board nothing was written on, as in a process that has just started."""
    monkeypatch.setattr(board, "_board", board._Board())


# Names of tests are cut to what PostgreSQL takes, and parameters may share a beginning.
_NUMBERS = count()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL for the session; a test that stops it starts it again."""
    try:
        made = Server()
        made.start()
    except (RuntimeError, OSError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL here, so this was not tested: {error}")
    yield made
    made.remove()


@pytest.fixture
def new_database(server: Server, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes an empty database; its address."""

    def make() -> str:
        return server.new_database(f"{request.node.name[:40]}_{next(_NUMBERS)}")

    return make
