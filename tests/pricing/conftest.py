"""Tests of prices ask servers on this machine."""

import pytest


@pytest.fixture(autouse=True)
def _asks_loopback(online: None) -> None:
    """Every test of this folder may use the network; what it asks is on loopback."""


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forbid the network after all."""
    monkeypatch.setenv("CROSSOVER_OFFLINE", "1")
