"""Whose turn it is to draw a page: one session at a time, in the order they came.

Python runs one thread at a time. A crowd of threads that all want to run wakes up hundreds of times
a second only to be told to wait, which took half of the processor. Taking turns costs nothing.
Who has had the turn for a while lets the others go first, what cannot be interrupted is done beside
the queue, and whoever waits for a network or a database does not hold the turn meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

# A page that does not end, for whatever reason, holds nobody up for longer.
PATIENCE_S = 3.0
# Together with one more platform to search, nobody waits for another session for over 200 ms.
LONG_S = 0.14


class Queue:
    """A turn that is handed to whoever has waited longest."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, patience_s: float) -> bool:
        """Wait for the turn; False if it did not come in time."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=patience_s):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True

    def give(self) -> None:
        """Hand the turn to the next."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class _Held(threading.local):
    """What this thread has: the turn, since when, or a turn given away for long work."""

    turn = False
    since = 0.0
    given = False


_pages, _beside = Queue(), Queue()
_held = _Held()


@contextmanager
def turn() -> Iterator[None]:
    """Draw a page when it is this session's turn."""
    if _held.turn:
        yield
        return
    _take()
    try:
        yield
    finally:
        _give()


@contextmanager
def waiting() -> Iterator[None]:
    """Wait for a network, a database or another process without holding the turn."""
    had = _give()
    try:
        yield
    finally:
        if had:
            _take()


@contextmanager
def long_work() -> Iterator[None]:
    """Compute for long beside the queue, one session at a time.

    The turn is taken back by `afterwards`, around whatever lock the work is done under: others who
    wait for the same result may hold the turn until it is there.
    """
    _held.given = _give() or _held.given
    mine = _beside.take(PATIENCE_S)
    try:
        yield
    finally:
        if mine:
            _beside.give()


@contextmanager
def afterwards() -> Iterator[None]:
    """Take the turn back that long work inside gave away, or let others go first after a while."""
    try:
        yield
    finally:
        if _held.turn and time.perf_counter() - _held.since > LONG_S:
            _held.given = _give()
        if _held.given:
            _held.given = False
            _take()


def _take() -> None:
    _held.turn, _held.since = _pages.take(PATIENCE_S), time.perf_counter()


def _give() -> bool:
    """Give the turn away; whether this thread had it."""
    had, _held.turn = _held.turn, False
    if had:
        _pages.give()
    return had
