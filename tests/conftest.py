"""Settings of all tests: no network, a store of their own, and in CI no chance."""

import os
import tempfile

import pytest
from hypothesis import settings

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# Before anything is imported: what the tests start, apps and command lines, takes it over.
_folder = tempfile.TemporaryDirectory(prefix="crossover-tests-", ignore_cleanup_errors=True)
os.environ["CROSSOVER_OFFLINE"] = "1"
os.environ["CROSSOVER_CACHE_DIR"] = _folder.name
os.environ.pop("CROSSOVER_DATABASE_URL", None)


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test ask servers on this machine."""
    monkeypatch.delenv("CROSSOVER_OFFLINE")
