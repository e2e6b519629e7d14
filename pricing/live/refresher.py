"""Refreshing in the background: at most one at a time, in a process of its own.

Reading a large price list takes all of a processor for a while. In a thread of the app it would
slow down every page; a process of its own, at low priority, slows nobody, and what it stores is
seen by all the processes on the store.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock, Thread

from pricing.fetch.address import check_online
from pricing.fetch.errors import Offline
from pricing.refresh.due import BUTTON, WHEN_DUE, why_not_now
from pricing.sources.registry import SOURCES
from pricing.store.states import SourceState

COMMAND = (sys.executable, "-m", "pricing", "refresh", "--low-priority")
ROOT = Path(__file__).resolve().parents[2]
CHECK_EVERY_S = 60.0
# A store that cannot be written is not tried with every source's answer each minute.
PAUSE_AFTER_STORE_FAILURE_S = 900.0
# What `python -m pricing refresh` ends with: all well, or a source failed, which its state says.
TOLD_IN_STATE = (0, 1)
ANOTHER_IS_AT_IT = 3

log = logging.getLogger(__name__)


class Refresher:
    """Starts refreshes when sources are due.

    Attributes:
        problem: why the last refresh could not keep what it read; empty when it could.
    """

    def __init__(self) -> None:
        self.problem = ""
        self._lock = Lock()
        self._thread: Thread | None = None
        self._next_at = 0.0

    @property
    def at_work(self) -> bool:
        """Whether a refresh started here is under way."""
        return self._thread is not None and self._thread.is_alive()

    def start_if_due(
        self, states: Mapping[str, SourceState], now: datetime, force: bool = False
    ) -> None:
        """Start a refresh if a source is due and none is under way; returns at once.

        Args:
            states: what is remembered of each source.
            now: the present.
            force: now, and the sources that are not due too.
        """
        with self._lock:
            if self.at_work or (not force and time.monotonic() < self._next_at):
                return
            self._next_at = time.monotonic() + CHECK_EVERY_S
            if not _may_start(states, now, force):
                return
            command = (*COMMAND, "--now") if force else COMMAND
            self._thread = Thread(
                target=self._refresh, args=(command,), name="price-refresh", daemon=True
            )
            self._thread.start()

    def _refresh(self, command: tuple[str, ...]) -> None:
        began = time.monotonic()
        try:
            done = subprocess.run(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                text=True, errors="replace",
            )  # fmt: skip
        except OSError as error:
            self._pause(f"the prices could not be refreshed: {error}")
            return
        seconds = round(time.monotonic() - began, 1)
        log.info("refresh ended", extra={"exit_status": done.returncode, "seconds": seconds})
        if done.returncode in TOLD_IN_STATE:
            self.problem = ""
        elif done.returncode != ANOTHER_IS_AT_IT:
            said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
            self._pause(f"the prices could not be refreshed: {said[-1].rstrip('.')}")

    def _pause(self, problem: str) -> None:
        log.warning("%s", problem)
        self.problem = problem
        self._next_at = time.monotonic() + PAUSE_AFTER_STORE_FAILURE_S


def _may_start(states: Mapping[str, SourceState], now: datetime, force: bool) -> bool:
    try:
        check_online()
    except Offline:
        return False
    despite = BUTTON if force else WHEN_DUE
    return any(
        not why_not_now(source, states.get(source.name, SourceState(source.name)), now, despite)
        for source in SOURCES
    )
