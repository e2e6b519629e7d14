"""Keeps the board up to date with the store, whoever wrote it: this process or another."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from threading import Event

from pricing.live import board
from pricing.live.sources_now import sources_now
from pricing.sources.registry import SOURCES
from pricing.store.address import store_address
from pricing.store.book import book_now
from pricing.store.errors import StoreCorrupt, StoreError
from pricing.store.states import states
from pricing.store.store import Revisions, Store, open_store, replace_damaged

LOOK_EVERY_S = 5.0
# Prices grow stale without anything being written.
BUILD_EVERY_S = 600.0
LAST_GOOD = "the last good prices are used"

log = logging.getLogger(__name__)


class Keeper:
    """Looks at the store every few seconds and shows what is new in it."""

    def __init__(self) -> None:
        self.woken = Event()
        self._store: Store | None = None
        self._shown: Revisions | None = None
        self._built_at = 0.0

    def run(self) -> None:
        """Look for ever."""
        while True:
            self.look()
            self.woken.wait(LOOK_EVERY_S)
            self.woken.clear()

    def look(self) -> None:
        """Show what the store holds; whatever goes wrong is shown and never raised."""
        try:
            self._look()
        except StoreError as error:
            self._lose(error)
        except Exception:  # the thread must live, and the pages keep the last good book
            log.exception("the price book could not be brought up to date")
            board.publish_problems((f"the prices could not be brought up to date; {LAST_GOOD}",))

    def _look(self) -> None:
        now = datetime.now(UTC)
        if self._store is None:
            self._store = open_store(store_address())
            self._shown = None
        at = self._store.revisions()
        old = time.monotonic() - self._built_at > BUILD_EVERY_S
        if self._shown is None or at.book != self._shown.book or old:
            board.publish_book(book_now(self._store, now))
            self._built_at = time.monotonic()
        if self._shown is None or at.state != self._shown.state or old:
            with self._store.reading() as connection:
                board.publish_sources(sources_now(states(connection), SOURCES, now))
        self._shown = at

    def _lose(self, error: StoreError) -> None:
        log.warning("%s", error)
        board.publish_problems((f"{error}; {LAST_GOOD}",))
        store, self._store = self._store, None
        if store is None:
            return
        store.close()
        if isinstance(error, StoreCorrupt):
            try:
                self._store = replace_damaged(store)
                self._shown = None
            except StoreError as again:
                log.warning("%s", again)
