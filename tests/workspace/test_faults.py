"""Workspaces when the database or the process fails: nothing kept is lost."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import event
from sqlalchemy.pool import Pool

from pricing.store.address import file_address, store_address
from tests.pricing.postgresql import Server
from workspace import WorkspaceError, Workspaces

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 23)
# Reads a workspace to change it, says so, and waits within the change for the end.
CHANGER = """
import sys
from datetime import date
from workspace import workspaces
def changed(text):
    print(text, flush=True)
    sys.stdin.read()
    return "lost"
kept = workspaces({"CROSSOVER_DATABASE_URL": sys.argv[1]})
kept.change(sys.argv[2], changed, date(2026, 11, 23))
"""


def killed_in_a_change(url: str, address: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", CHANGER, url, address],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "before\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_killed_in_the_middle_of_a_save_the_text_before_stays(tmp_path: Path) -> None:
    kept = Workspaces(file_address(tmp_path / "workspaces.sqlite"))
    address = kept.make("before", DAY)
    killed_in_a_change(f"sqlite:///{tmp_path}/prices.sqlite", address)
    assert kept.read(address, DAY) == "before"
    assert kept.change(address, lambda _: "after", DAY) == "after"
    kept.close()


def test_killed_in_the_middle_of_a_save_nobody_waits_for_its_lock(
    new_database: Callable[[], str],
) -> None:
    url = new_database()
    kept = Workspaces(store_address({"CROSSOVER_DATABASE_URL": url}))
    address = kept.make("before", DAY)
    killed_in_a_change(url, address)
    assert kept.change(address, lambda now: f"{now} and after", DAY) == "before and after"
    kept.close()


def test_a_database_that_goes_away_is_said_and_taken_up_again(
    new_database: Callable[[], str], server: Server
) -> None:
    kept = Workspaces(store_address({"CROSSOVER_DATABASE_URL": new_database()}))
    address = kept.make("before", DAY)
    server.stop()
    try:
        with pytest.raises(WorkspaceError, match="cannot be reached now"):
            kept.read(address, DAY)
        with pytest.raises(WorkspaceError, match="cannot be reached now"):
            kept.change(address, lambda _: "lost", DAY)
    finally:
        server.start()
    assert kept.read(address, DAY) == "before"
    kept.close()


def test_what_cannot_be_written_can_still_be_read(new_database: Callable[[], str]) -> None:
    url = new_database()
    kept = Workspaces(store_address({"CROSSOVER_DATABASE_URL": url}))
    address = kept.make("before", DAY)
    kept.close()
    with psycopg.connect(url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name)
        )
    read_only = Workspaces(store_address({"CROSSOVER_DATABASE_URL": url}))
    assert read_only.read(address, DAY + timedelta(days=1)) == "before"
    with pytest.raises(WorkspaceError, match="cannot be reached now"):
        read_only.change(address, lambda _: "lost", DAY)
    read_only.close()


def test_on_a_full_disk_the_text_before_stays(tmp_path: Path) -> None:
    place = file_address(tmp_path / "workspaces.sqlite")
    first = Workspaces(place)
    address = first.make("before", DAY)
    first.close()

    def limit(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    event.listen(Pool, "connect", limit)
    try:
        full = Workspaces(place)
        with pytest.raises(WorkspaceError, match="Nothing in them is lost"):
            full.change(address, lambda _: "x" * 400_000, DAY)
        assert full.read(address, DAY) == "before"
        full.close()
    finally:
        event.remove(Pool, "connect", limit)
