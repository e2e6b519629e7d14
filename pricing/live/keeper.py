"""Keeps the board up to date with the store, whoever wrote it: this process or another."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime

from pricing.live import board
from pricing.live.refresher import Refresher
from pricing.live.sources_now import sources_now
from pricing.sources.registry import SOURCES
from pricing.store.address import store_address
from pricing.store.book import book_now
from pricing.store.errors import StoreCorrupt, StoreError
from pricing.store.states import SourceState, states
from pricing.store.store import Revisions, Store, open_store, replace_damaged

LOOK_EVERY_S = 5.0
LOOK_WHILE_REFRESHING_S = 0.5
# Prices grow stale without anything being written.
BUILD_EVERY_S = 600.0
LAST_GOOD = "the last good prices are used"

log = logging.getLogger(__name__)


class Keeper:
    """Looks at the store every few seconds, shows what is new in it, and has it refreshed.

    Attributes:
        refresher: has the sources read by a process of its own.
    """

    def __init__(self) -> None:
        self.refresher = Refresher()
        self._states: dict[str, SourceState] = {}
        self._store: Store | None = None
        self._shown: Revisions | None = None
        self._shown_problem = ""
        self._built_at = 0.0

    def run(self) -> None:
        """Look for ever."""
        while True:
            self.look()
            pause = LOOK_WHILE_REFRESHING_S if self.refresher.at_work else LOOK_EVERY_S
            board.refresh_wanted.wait(pause)

    def look(self) -> None:
        """Show what the store holds; whatever goes wrong is shown and never raised."""
        try:
            self._look()
        except StoreError as error:
            self._lose(error)
        except Exception:  # the thread must live, and the pages keep the last good book
            log.exception("the price book could not be brought up to date")
            board.publish_problems((f"the prices could not be brought up to date; {LAST_GOOD}",))
            time.sleep(LOOK_EVERY_S)

    def _look(self) -> None:
        if self._store is None:
            self._store = open_store(store_address())
            self._shown = None
        self._show(self._store)
        board.publish_store(self._store)
        force = board.refresh_wanted.is_set()
        board.refresh_wanted.clear()
        self.refresher.start_if_due(self._states, datetime.now(UTC), force)

    def _show(self, store: Store) -> None:
        now = datetime.now(UTC)
        at, problem = store.revisions(), self.refresher.problem
        old = self._shown is None or time.monotonic() - self._built_at > BUILD_EVERY_S
        shown = self._shown or at
        if old or at.book != shown.book or problem != self._shown_problem:
            book = book_now(store, now)
            said = (f"{problem}; {LAST_GOOD}",) if problem else ()
            board.publish_book(replace(book, problems=(*book.problems, *said)))
            self._built_at, self._shown_problem = time.monotonic(), problem
        if old or at.state != shown.state:
            with store.reading() as connection:
                self._states = states(connection)
            board.publish_sources(sources_now(self._states, SOURCES, now))
        self._shown = at

    def _lose(self, error: StoreError) -> None:
        """Go on with the last good book, and with a new store in place of a damaged one."""
        board.refresh_wanted.clear()
        problems = (f"{error}; {LAST_GOOD}",)
        if board.live_book().problems != problems:
            log.warning("%s", error)
        board.publish_problems(problems)
        board.publish_store(None)
        store, self._store = self._store, None
        if store is None:
            return
        store.close()
        if isinstance(error, StoreCorrupt):
            try:
                self._store = replace_damaged(store)
            except StoreError as again:
                log.warning("%s", again)
            self._shown = None
