"""The store: its schema, what comes with the project in it, and one book for all who ask."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text, update

from pricing import snapshot_book
from pricing.history import book_as_of
from pricing.known import BUNDLED
from pricing.store.address import file_address, store_address
from pricing.store.book import book_at, book_now
from pricing.store.errors import StoreError
from pricing.store.migrate import PRICES
from pricing.store.read import known_now, price_points
from pricing.store.store import Store, open_store
from pricing.store.tables import metadata, store_state
from tests.pricing.quotes import NOW, quote, reading
from tests.pricing.store.keeping import keep, live_quotes


def test_the_steps_lead_to_the_tables_the_code_knows(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_schema_named_in_the_code_is_the_last_step() -> None:
    config = Config()
    config.set_main_option("script_location", str(PRICES.steps))
    assert ScriptDirectory.from_config(config).get_current_head() == PRICES.head


def test_opening_again_changes_nothing(store: Store) -> None:
    before = store.revisions()
    again = open_store(store.address)
    assert again.revisions() == before
    again.close()


def test_the_book_of_a_new_store_is_the_bundled_one(store: Store) -> None:
    book, bundled = book_now(store, NOW), snapshot_book()
    assert book.quotes == bundled.quotes
    assert book.origin == bundled.origin
    assert book.stale == bundled.stale


@pytest.mark.parametrize("day", ["2023-05-01", "2025-06-04", "2025-06-05", "2026-02-01"])
def test_the_book_of_a_past_day_is_that_of_the_bundled_history(store: Store, day: str) -> None:
    moment = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    prices = {q.key: (q.usd_per_hour, q.as_of) for q in book_at(store, moment).quotes}
    bundled = {q.key: (q.usd_per_hour, q.as_of) for q in book_as_of(moment.date()).quotes}
    assert prices == bundled


def test_the_bundled_history_says_when_p5_became_cheaper(store: Store) -> None:
    with store.reading() as connection:
        found = price_points(connection, "p5.48xlarge", "us-east-1", "on_demand")
    steps = [(str(point.since.date()), point.quote.usd_per_hour) for point in found]
    assert ("2025-06-05", 55.04) in steps
    assert steps[0] == ("2023-08-08", 98.32)


def bundled(store: Store) -> int:
    with store.reading() as connection:
        return sum(one.reader == BUNDLED for one in known_now(connection))


def test_a_new_bundle_adds_to_the_old_one_and_leaves_live_prices(store: Store) -> None:
    keep(store, reading(quote(55.04)))
    before = bundled(store)
    with store.writing(book_changes=False) as connection:
        connection.execute(update(store_state).values(bundle="of an earlier version"))
        connection.execute(
            text("UPDATE series SET region = 'mars-1' WHERE reader = 'bundled' AND id = 1")
        )
    again = open_store(store.address)
    assert bundled(again) == before + 1  # those of this version, and the one of the earlier
    assert [q.usd_per_hour for q in live_quotes(again)] == [55.04]
    again.close()


def test_a_store_of_a_newer_version_is_left_alone(store: Store) -> None:
    with store.writing(book_changes=False) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'v9999'"))
    with pytest.raises(StoreError, match="newer version"):
        open_store(store.address)


def test_every_write_moves_the_revision(store: Store) -> None:
    before = store.revisions()
    with store.writing(book_changes=False):
        pass
    after = store.revisions()
    assert (after.book, after.state) == (before.book, before.state + 1)


def test_a_file_that_was_replaced_is_noticed(store: Store) -> None:
    assert store.address.file is not None
    store.address.file.rename(store.address.file.with_name("elsewhere"))
    with pytest.raises(StoreError, match="replaced"):
        store.revisions()


def test_the_settings_say_where_the_store_is(tmp_path: Path) -> None:
    assert store_address({"CROSSOVER_CACHE_DIR": str(tmp_path)}) == file_address(
        tmp_path / "prices.sqlite"
    )
    server = store_address({"CROSSOVER_DATABASE_URL": "postgres://me:secret@db.example/prices"})
    assert server.url.startswith("postgresql+psycopg://me:secret@db.example/")
    assert "secret" not in f"{server}{server.title}"


@pytest.mark.parametrize("url", ["mysql://db.example/x", "no address", "sqlite://"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="CROSSOVER_DATABASE_URL"):
        store_address({"CROSSOVER_DATABASE_URL": url})
