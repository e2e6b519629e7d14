"""Refreshing in the background: at most one at a time in a process, never in a page's way."""

from __future__ import annotations

import logging
import time
from threading import Lock, Thread

from pricing.fetch.client import Client
from pricing.fetch.errors import Offline
from pricing.refresh.run import Status, refresh
from pricing.sources.registry import SOURCES
from pricing.store.errors import StoreError
from pricing.store.locks import Busy
from pricing.store.store import Store

CHECK_EVERY_S = 60.0
# A store that cannot be written is not tried with every source's answer each minute.
PAUSE_AFTER_STORE_FAILURE_S = 900.0

log = logging.getLogger(__name__)


class Refresher:
    """Starts refreshes when they may be due, and says why their prices could not be kept."""

    def __init__(self, client: Client) -> None:
        self.problem = ""
        self._client = client
        self._lock = Lock()
        self._thread: Thread | None = None
        self._next_at = 0.0

    @property
    def at_work(self) -> bool:
        """Whether a refresh is under way in this process."""
        return self._thread is not None and self._thread.is_alive()

    def start_if_due(self, store: Store, force: bool = False) -> None:
        """Start a refresh unless one is under way or was just tried; returns at once.

        Args:
            store: where prices are kept.
            force: now, and the sources that are not due too.
        """
        with self._lock:
            if self.at_work or (not force and time.monotonic() < self._next_at):
                return
            self._next_at = time.monotonic() + CHECK_EVERY_S
            self._thread = Thread(
                target=self._refresh, args=(store, force), name="price-refresh", daemon=True
            )
            self._thread.start()

    def _refresh(self, store: Store, force: bool) -> None:
        try:
            outcomes = refresh(store, SOURCES, self._client, force)
        except (Offline, Busy):
            return
        except StoreError as error:
            self._pause(str(error))
            return
        except Exception:
            log.exception("the refresh stopped")
            self._pause("the refresh of the prices stopped")
            return
        lost = [outcome.said for outcome in outcomes if outcome.store_failed]
        if lost:
            self._pause(lost[0])
        elif any(outcome.status is not Status.NOT_ASKED for outcome in outcomes):
            self.problem = ""

    def _pause(self, problem: str) -> None:
        log.warning("%s", problem)
        self.problem = problem
        self._next_at = time.monotonic() + PAUSE_AFTER_STORE_FAILURE_S
