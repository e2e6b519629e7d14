"""The app's own refresh: behind the pages' back, shown when it is there, once in a process."""

from __future__ import annotations

import sys
from threading import Event
from threading import enumerate as all_threads

import pytest

from pricing import live_book, live_sources, refresh_now, snapshot_book, start
from pricing.live import board, refresher, starting
from pricing.live.keeper import Keeper
from pricing.store.address import StoreAddress
from pricing.store.store import Store
from tests.pricing.loopback import Answer
from tests.pricing.quotes import NOW, quote, reading
from tests.pricing.refresh.world import CATALOG, World, catalog
from tests.pricing.store.keeping import keep


@pytest.fixture
def kept(
    address: StoreAddress, monkeypatch: pytest.MonkeyPatch, fresh_board: None, world: World
) -> Keeper:
    """A keeper that knows of the catalog and the advisor of this test's world only."""
    assert address.file is not None
    monkeypatch.setenv("CROSSOVER_CACHE_DIR", str(address.file.parent))
    command = [*refresher.COMMAND, "--source", "skypilot", "--source", "spot_advisor"]
    monkeypatch.setattr(refresher, "COMMAND", command)
    return Keeper()


def finish(of: Keeper) -> None:
    """Wait for the refresh under way, and look at what it brought."""
    thread = of.refresher._thread
    if thread is None:
        return
    thread.join(120)
    assert not thread.is_alive()
    of.look()


def live_prices() -> list[float]:
    return sorted(q.usd_per_hour for q in live_book().quotes if q.source == "SkyPilot catalog")


def test_before_anything_is_read_the_book_is_the_bundled_one(fresh_board: None) -> None:
    assert live_book() is snapshot_book()
    assert live_sources() == ()


def test_new_prices_are_taken_in_when_they_arrive(kept: Keeper, world: World) -> None:
    world.hang(CATALOG, catalog())
    kept.look()
    assert live_book().quotes == snapshot_book().quotes
    before = live_book().revision
    assert world.reached.wait(60)
    kept.look()
    assert {one.name: one.stage for one in live_sources()}["skypilot"] == "reading"
    world.release.set()
    finish(kept)
    assert live_prices() == [18.7, 55.04]
    assert live_book().revision != before
    assert live_book().origin.startswith("SkyPilot catalog; for the rest")
    state = {one.name: one for one in live_sources()}["skypilot"]
    assert (state.rows, state.error, state.stage) == (2, "", "")


def test_a_look_without_news_leaves_the_book_alone(kept: Keeper) -> None:
    kept.look()
    finish(kept)
    book = live_book()
    kept.look()
    assert live_book() is book


def test_what_another_process_wrote_is_seen(kept: Keeper, store: Store) -> None:
    kept.look()
    finish(kept)
    keep(store, reading(quote(54.0), at=NOW))
    kept.look()
    assert 54.0 in live_prices()


def test_a_failing_source_leaves_its_prices_and_is_named(kept: Keeper, world: World) -> None:
    world.answers[CATALOG] = lambda _: Answer(status=500)
    kept.look()
    finish(kept)
    state = {one.name: one for one in live_sources()}["skypilot"]
    assert "answered 500" in state.error
    assert live_book().quotes == snapshot_book().quotes


@pytest.mark.usefixtures("offline")
def test_without_a_network_the_store_is_read_and_no_source_asked(
    kept: Keeper, store: Store, world: World
) -> None:
    keep(store, reading(quote(54.0), at=NOW))
    kept.look()
    finish(kept)
    assert 54.0 in live_prices()
    assert world.asked == []
    missing = {one.name: one.missing for one in live_sources()}
    assert "the network is off" in missing["skypilot"]
    assert all(missing.values())


def test_a_refresh_whose_prices_cannot_be_kept_is_said(
    kept: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = "import sys; sys.stderr.write('The disk is full.\\n'); sys.exit(2)"
    monkeypatch.setattr(refresher, "COMMAND", (sys.executable, "-c", full))
    kept.look()
    finish(kept)
    assert live_book().problems == (
        "the prices could not be refreshed: The disk is full; the last good prices are used",
    )
    assert live_book().quotes == snapshot_book().quotes


def test_somebody_who_wants_new_prices_is_heard_once(kept: Keeper, world: World) -> None:
    refresh_now()
    kept.look()
    finish(kept)
    assert world.asked.count(CATALOG) == 1
    assert not board.refresh_wanted.is_set()


def test_one_thread_a_process_keeps_the_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    end = Event()
    monkeypatch.setattr(starting, "_thread", None)
    monkeypatch.setattr(Keeper, "run", lambda _: end.wait(10))
    before = [thread.name for thread in all_threads()].count("price-keeper")
    for _ in range(20):
        start()
    assert [thread.name for thread in all_threads()].count("price-keeper") == before + 1
    end.set()
