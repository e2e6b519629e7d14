"""Faults of the store and of the process: the last good book stays, and the app says so."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from pricing import live_book, snapshot_book
from pricing.live.keeper import Keeper
from pricing.refresh.run import Status
from pricing.store import address as address_module
from pricing.store.address import StoreAddress, file_address
from pricing.store.errors import StoreError
from pricing.store.states import interruptions, states
from pricing.store.store import Store, open_store, replace_damaged
from tests.pricing.loopback import Answer
from tests.pricing.quotes import NOW, quote, reading
from tests.pricing.refresh.world import CATALOG, HEADER, World, catalog, outcomes, refreshed
from tests.pricing.store.keeping import keep, live_quotes, points

ROOT = Path(__file__).resolve().parents[3]
# Writes a price, says so, and waits within the transaction for the end.
WRITER = """
import sys
from pathlib import Path
from pricing.store.address import file_address
from pricing.store.states import save_reading
from pricing.store.store import open_store
from tests.pricing.quotes import NOW, quote, reading
store = open_store(file_address(Path(sys.argv[1])))
with store.writing(book_changes=True) as connection:
    many = [quote(1.0 + n, region=f"moon-{n}") for n in range(20_000)]
    save_reading(connection, "skypilot", reading(*many), NOW)
    print("written", flush=True)
    sys.stdin.read()
"""


def python(*arguments: str, **settings: str) -> subprocess.Popen[str]:
    environment = {name: v for name, v in os.environ.items() if name != "CROSSOVER_OFFLINE"}
    return subprocess.Popen(
        [sys.executable, *arguments], env=environment | settings, cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture
def keeper(
    address: StoreAddress, monkeypatch: pytest.MonkeyPatch, fresh_board: None, offline: None
) -> Keeper:
    """The app's keeper of prices on this test's store; it shows, and refreshes nothing."""
    assert address.file is not None
    monkeypatch.setenv("CROSSOVER_CACHE_DIR", str(address.file.parent))
    monkeypatch.setattr(address_module, "BUSY_S", 0.1)
    return Keeper()


def shown_price() -> float:
    key = quote().key
    return next(q.usd_per_hour for q in live_book().quotes if q.key == key)


def test_a_refresh_killed_in_the_middle_loses_nothing_and_blocks_nobody(
    store: Store, world: World, tmp_path: Path
) -> None:
    world.hang(CATALOG, catalog())
    command = ("-m", "pricing", "refresh", "--source", "skypilot", "--source", "spot_advisor")
    process = python(*command, CROSSOVER_CACHE_DIR=str(tmp_path))
    assert process.stdout is not None
    assert process.stdout.readline().startswith("spot_advisor")
    assert world.reached.wait(60)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with store.reading() as connection:
        assert len(interruptions(connection, NOW)) == 1
        killed = states(connection)["skypilot"]
    assert (killed.stage, killed.last_success) == ("reading", None)
    world.answers[CATALOG] = lambda _: Answer(catalog())
    assert killed.last_attempt is not None
    soon = killed.last_attempt + timedelta(minutes=1)
    assert outcomes(store, soon)["skypilot"] is Status.STORED


def test_a_process_killed_while_it_writes_leaves_the_store_as_it_was(
    store: Store, address: StoreAddress
) -> None:
    keep(store, reading(quote(55.04)))
    process = python("-c", WRITER, str(address.file))
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert [q.usd_per_hour for q in live_quotes(store)] == [55.04]
    keep(store, reading(quote(60.0)))
    assert [q.usd_per_hour for q in live_quotes(store)] == [60.0]


@contextmanager
def full_disk(pages: int = 40) -> Iterator[None]:
    """SQLite may write no more pages than these, as on a disk that is full."""

    def limit(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(Pool, "connect", limit)
    try:
        yield
    finally:
        event.remove(Pool, "connect", limit)


def test_on_a_full_disk_the_prices_before_stay(
    store: Store, address: StoreAddress, world: World
) -> None:
    refreshed(store)
    rows = [f"p5.48xlarge,H100,8.0,{50 + n},,r-{n},z-{n}\n" for n in range(5000)]
    world.answers[CATALOG] = lambda _: Answer((HEADER + "".join(rows)).encode())
    with full_disk():
        again = open_store(address)
        found = {one.source: one for one in refreshed(again, NOW + timedelta(days=2))}
        assert found["skypilot"].store_failed
        assert "is full" in found["skypilot"].said
        assert len(live_quotes(again)) == 2
        again.close()


def test_a_new_store_on_a_full_disk_is_answered_from_the_bundle(keeper: Keeper) -> None:
    with full_disk(pages=3):
        keeper.look()
    assert live_book().quotes == snapshot_book().quotes
    (problem,) = live_book().problems
    assert "is full" in problem


def test_a_locked_file_leaves_the_last_good_book(
    store: Store, address: StoreAddress, keeper: Keeper
) -> None:
    keep(store, reading(quote(54.0)))
    keeper.look()
    assert (shown_price(), live_book().problems) == (54.0, ())
    assert address.file is not None
    other = sqlite3.connect(address.file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    keeper.look()
    assert shown_price() == 54.0
    (problem,) = live_book().problems
    assert "is locked by another program; the last good prices are used" in problem
    other.execute("ROLLBACK")
    other.close()
    keeper.look()
    assert live_book().problems == ()


def damage(file: Path, first: int) -> None:
    """Overwrite a file from a byte on."""
    content = bytearray(file.read_bytes())
    content[first:] = b"\xa5" * (len(content) - first)
    file.write_bytes(content)


@pytest.mark.parametrize("first", [0, 4096], ids=["no database", "damaged inside"])
def test_a_damaged_file_is_set_aside_and_a_new_store_started(
    store: Store, address: StoreAddress, keeper: Keeper, first: int
) -> None:
    keep(store, reading(quote(54.0)))
    store.close()
    assert address.file is not None
    damage(address.file, first)
    keeper.look()
    keeper.look()
    assert live_book().quotes == snapshot_book().quotes
    (problem,) = live_book().problems
    (aside,) = address.file.parent.glob("prices.sqlite.corrupt-*")
    assert f"0 prices saved from it; the damaged file is kept as {aside.name}" in problem
    keep(open_store(address), reading(quote(55.0)))


def test_what_can_be_read_of_a_damaged_file_is_saved_with_its_history(
    store: Store, address: StoreAddress
) -> None:
    many = [quote(10.0 + n, region=f"moon-{n}") for n in range(3000)]
    keep(store, reading(quote(98.32), *many, at=NOW))
    keep(store, reading(quote(55.04), *many, at=NOW + timedelta(hours=1)))
    store.close()
    assert address.file is not None
    size = address.file.stat().st_size
    content = bytearray(address.file.read_bytes())
    content[size // 2 : size // 2 + 8192] = b"\xa5" * 8192
    address.file.write_bytes(content)
    again = replace_damaged(store)
    saved = {q.key: q.usd_per_hour for q in live_quotes(again)}
    before = {q.key: q.usd_per_hour for q in (quote(55.04), *many)}
    assert len(saved) > 2500
    assert saved.items() <= before.items()
    assert [price for _, price in points(again)] == [98.32, 55.04]
    assert f"{len(saved):,} prices saved" in again.problems[0]
    again.close()


def test_a_file_damaged_while_the_app_runs_is_replaced(
    store: Store, address: StoreAddress, keeper: Keeper
) -> None:
    keep(store, reading(quote(54.0)))
    keeper.look()
    assert address.file is not None
    damage(address.file, 0)
    keeper.look()
    assert shown_price() == 54.0  # the last good book, until the new store has been read
    keeper.look()
    assert "was damaged and a new one was started" in live_book().problems[0]


def test_two_processes_that_find_one_damaged_file_set_it_aside_once(address: StoreAddress) -> None:
    open_store(address).close()
    assert address.file is not None
    damage(address.file, 0)
    python_code = (
        "import sys; from pathlib import Path; from pricing.store.address import file_address;"
        "from pricing.store.store import open_store;"
        "print(open_store(file_address(Path(sys.argv[1]))).revisions().book > 1)"
    )
    both = [python("-c", python_code, str(address.file)) for _ in range(2)]
    for process in both:
        said, wrong = process.communicate(timeout=120)
        assert said == "True\n", wrong
    assert len(list(address.file.parent.glob("prices.sqlite.corrupt-*"))) == 1


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, which no folder is closed to."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder everybody can read and nobody can write."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
        Path(folder).chmod(0o755)


def test_a_read_only_store_is_read_and_says_that_it_cannot_be_written(
    closed_folder: Path, world: World
) -> None:
    address = file_address(closed_folder / "prices.sqlite")
    first = open_store(address)
    keep(first, reading(quote(54.0)))
    first.close()
    assert address.file is not None
    address.file.chmod(0o444)
    closed_folder.chmod(0o555)
    with as_nobody():
        store = open_store(address)
        assert [q.usd_per_hour for q in live_quotes(store)] == [54.0]
        with pytest.raises(StoreError, match="cannot be"):
            refreshed(store)
        store.close()
    assert world.asked == []


def test_a_folder_that_cannot_be_written_is_answered_from_the_bundle(
    closed_folder: Path, monkeypatch: pytest.MonkeyPatch, fresh_board: None
) -> None:
    closed_folder.chmod(0o555)
    monkeypatch.setenv("CROSSOVER_CACHE_DIR", str(closed_folder / "crossover"))
    with as_nobody():
        Keeper().look()
    assert live_book().quotes == snapshot_book().quotes
    (problem,) = live_book().problems
    assert str(closed_folder) in problem
