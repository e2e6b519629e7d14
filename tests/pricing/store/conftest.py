"""A store on disk for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pricing.store.address import file_address
from pricing.store.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(file_address(tmp_path / "prices.sqlite"))
    yield opened
    opened.close()
