"""The pieces of other tests, for what goes wrong between them; stores on either database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pricing.store.address import store_address
from pricing.store.store import Store, open_store
from tests.pricing.refresh.conftest import address, fresh_board, new_database, server, world

__all__ = ["address", "fresh_board", "new_database", "server", "world"]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database, which is also this process's."""
    if request.param == "sqlite":
        made = f"sqlite:///{tmp_path}/prices.sqlite"
    else:
        make: Callable[[], str] = request.getfixturevalue("new_database")
        made = make()
    monkeypatch.setenv("CROSSOVER_DATABASE_URL", made)
    return made


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store on it."""
    opened = open_store(store_address({"CROSSOVER_DATABASE_URL": url}))
    yield opened
    opened.close()
