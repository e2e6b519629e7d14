"""The same store on PostgreSQL: shared by processes, and gone at the worst moments."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import sql

from pricing import live_book, snapshot_book
from pricing.live.keeper import Keeper
from pricing.refresh.run import Outcome, Status
from pricing.store.address import store_address
from pricing.store.book import book_at, book_now
from pricing.store.errors import StoreError
from pricing.store.locks import Busy
from pricing.store.store import Store, open_store
from pricing.store.tables import change, metadata
from tests.pricing.loopback import Answer
from tests.pricing.postgresql import Server
from tests.pricing.quotes import DAY, HOUR, NOW, quote, reading, spot
from tests.pricing.refresh.world import CATALOG, World, catalog, outcomes, refreshed
from tests.pricing.store.keeping import keep, live_quotes, live_quotes_at, points

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def database(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    url = new_database()
    monkeypatch.setenv("CROSSOVER_DATABASE_URL", url)
    return url


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_store(store_address())
    yield opened
    opened.close()


@pytest.fixture
def keeper(database: str, fresh_board: None, offline: None) -> Keeper:
    """The app's keeper of prices on this test's database; it shows, and refreshes nothing."""
    return Keeper()


def command(*arguments: str) -> subprocess.Popen[str]:
    environment = {name: v for name, v in os.environ.items() if name != "CROSSOVER_OFFLINE"}
    return subprocess.Popen(
        [sys.executable, "-m", "pricing", *arguments], env=environment, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_the_steps_lead_to_the_tables_the_code_knows(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_new_store_holds_the_bundle(store: Store) -> None:
    assert book_now(store, NOW).quotes == snapshot_book().quotes


def test_it_keeps_what_sqlite_keeps(store: Store) -> None:
    whole = spot(18.7, accelerator="H100", accelerators=8, valid_from=(NOW - DAY).date())
    keep(store, reading(quote(98.32), whole))
    keep(store, reading(quote(98.32), at=NOW + HOUR))
    keep(store, reading(quote(55.04), at=NOW + 2 * HOUR))
    assert points(store) == [(NOW, 98.32), (NOW + 2 * HOUR, 55.04)]
    assert whole in live_quotes(store)
    past = live_quotes_at(store, NOW + timedelta(minutes=90))
    assert [q.usd_per_hour for q in past] == [98.32, 18.7]
    assert book_at(store, NOW - 600 * DAY).quotes


def test_a_row_postgresql_does_not_take_is_its_source_s_failure(store: Store, world: World) -> None:
    world.answers[CATALOG] = lambda _: Answer(catalog().replace(b"H100", b"H\x00100"))
    found = {one.source: one for one in refreshed(store)}
    assert found["skypilot"].status is Status.FAILED
    assert not found["skypilot"].store_failed
    assert found["spot_advisor"].status is Status.STORED


def test_two_processes_make_one_store_of_an_empty_database(database: str) -> None:
    both = [command("quotes") for _ in range(2)]
    for process in both:
        said, wrong = process.communicate(timeout=120)
        assert (wrong, len(said.splitlines())) == ("", len(snapshot_book().quotes) + 1)


def test_two_processes_refresh_once_and_not_twice(store: Store, world: World) -> None:
    world.hang(CATALOG, catalog())
    first = command("refresh", "--source", "skypilot")
    assert world.reached.wait(60)
    second = command("refresh", "--source", "skypilot")
    _, wrong = second.communicate(timeout=120)
    assert (second.returncode, wrong) == (3, "Another refresh of this price store is under way.\n")
    world.release.set()
    said, _ = first.communicate(timeout=120)
    assert (first.returncode, said.split()[:2]) == (0, ["skypilot", "stored"])
    said, _ = command("refresh").communicate(timeout=120)
    assert "skypilot                 not asked  read " in said
    assert world.asked.count(CATALOG) == 1
    assert sorted(q.usd_per_hour for q in live_quotes(store)) == [18.7, 55.04]


def test_the_lock_of_a_killed_process_is_free_at_once(store: Store, world: World) -> None:
    world.hang(CATALOG, catalog())
    process = command("refresh", "--source", "skypilot")
    assert world.reached.wait(60)
    process.kill()
    process.communicate()
    world.release.set()
    world.answers[CATALOG] = lambda _: Answer(catalog())

    def free() -> bool:
        try:
            return outcomes(store, NOW + 400 * DAY)["skypilot"] is Status.STORED
        except Busy:  # the server has not yet noticed that the connection is gone
            return False

    assert any(free() for _ in range(1000))


def test_the_app_starts_without_the_server_and_takes_it_in_when_it_comes(
    keeper: Keeper, server: Server
) -> None:
    server.stop()
    keeper.look()
    assert live_book().quotes == snapshot_book().quotes
    (problem,) = live_book().problems
    assert "does not answer" in problem
    assert "the last good prices are used" in problem
    server.start()
    keeper.look()
    assert live_book().problems == ()


def test_when_the_server_goes_away_the_last_good_book_stays(
    store: Store, keeper: Keeper, server: Server
) -> None:
    keep(store, reading(quote(54.0)))
    keeper.look()
    server.stop()
    keeper.look()
    assert 54.0 in {q.usd_per_hour for q in live_book().quotes}
    assert "does not answer" in live_book().problems[0]
    server.start()
    keeper.look()
    assert live_book().problems == ()
    assert 54.0 in {q.usd_per_hour for q in live_book().quotes}


def test_a_server_that_goes_away_during_a_refresh_loses_no_price(
    store: Store, world: World, server: Server
) -> None:
    refreshed(store)
    world.hang(CATALOG, catalog(price=50.0))
    found: list[Outcome] = []
    later = Thread(target=lambda: found.extend(refreshed(store, NOW + 2 * HOUR)))
    later.start()
    assert world.reached.wait(60)
    server.stop()
    world.release.set()
    later.join(60)
    server.start()
    assert [one.store_failed for one in found if one.source == "skypilot"] == [True]
    assert sorted(q.usd_per_hour for q in live_quotes(store)) == [18.7, 55.04]
    assert outcomes(store, NOW + 3 * HOUR)["skypilot"] is Status.STORED
    assert sorted(q.usd_per_hour for q in live_quotes(store)) == [18.7, 50.0]


def test_commands_without_the_server_answer_from_the_bundle(database: str, server: Server) -> None:
    server.stop()
    quotes, refresh = command("quotes"), command("refresh")
    said, wrong = quotes.communicate(timeout=120)
    assert (quotes.returncode, len(said.splitlines())) == (0, len(snapshot_book().quotes) + 1)
    assert "does not answer" in wrong
    assert "the bundled prices are used" in wrong
    said, wrong = refresh.communicate(timeout=120)
    assert (refresh.returncode, said) == (2, "")
    assert "does not answer" in wrong
    server.start()


def test_a_server_that_can_only_be_read_is_read_and_asks_no_source(
    store: Store, world: World, database: str
) -> None:
    keep(store, reading(quote(54.0)))
    store.close()
    with psycopg.connect(database, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        only_read = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on")
        connection.execute(only_read.format(name))
        read_only = open_store(store_address())
        assert [q.usd_per_hour for q in live_quotes(read_only)] == [54.0]
        with pytest.raises(StoreError, match="cannot be written"):
            refreshed(read_only)
        assert world.asked == []
        read_only.close()
        connection.execute(sql.SQL("ALTER DATABASE {} RESET ALL").format(name))
    again = open_store(store_address())
    assert outcomes(again, NOW + DAY)["skypilot"] is Status.STORED
    again.close()


# What the server answers to a write when its disk is full.
FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device'
  USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON {} EXECUTE FUNCTION full_disk()
"""


def test_on_a_server_whose_disk_is_full_the_prices_before_stay(
    store: Store, world: World, database: str
) -> None:
    refreshed(store)
    world.answers[CATALOG] = lambda _: Answer(catalog(60.0))
    with psycopg.connect(database, autocommit=True) as connection:
        table = sql.Identifier(change.name)
        connection.execute(sql.SQL(FULL).format(table))
        found = {one.source: one for one in refreshed(store, NOW + DAY)}
        assert found["skypilot"].store_failed
        assert "is full" in found["skypilot"].said
        assert sorted(q.usd_per_hour for q in live_quotes(store)) == [18.7, 55.04]
        connection.execute(sql.SQL("DROP TRIGGER full_disk ON {}").format(table))
    assert outcomes(store, NOW + 2 * DAY)["skypilot"] is Status.STORED
    assert sorted(q.usd_per_hour for q in live_quotes(store)) == [18.7, 60.0]
