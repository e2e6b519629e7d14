"""What is known now, for whoever asks: never waits, never raises.

The keeper's thread writes it; pages only look. It is one object replaced whole, so a look needs no
lock.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event, Lock
from typing import TYPE_CHECKING

from pricing.book import PriceBook
from pricing.snapshot import snapshot_book

if TYPE_CHECKING:
    from pricing.store.store import Store


@dataclass(frozen=True, slots=True)
class SourceNow:
    """A source and how it is doing.

    Attributes:
        name: its short name.
        title: its name for people.
        last_attempt: when it was last asked.
        last_success: when it last answered something believed.
        fresh_until: until when its prices count as fresh.
        next_due: when it will be asked again; `None` when at once, or never here.
        rows: quotes and facts in its last answers.
        rejected: rows of them that were not believed.
        error: what went wrong the last time; empty when nothing did. Beside a success it is of
            single addresses, or what people should know.
        missing: why it cannot be asked here, e.g. no credentials; empty when it can.
        stage: `reading` or `storing` while a refresh is at it; else empty.
        failures: how often in a row nothing of its answer was believed.
    """

    name: str
    title: str
    last_attempt: datetime | None
    last_success: datetime | None
    fresh_until: datetime | None
    next_due: datetime | None
    rows: int
    rejected: int
    error: str
    missing: str
    stage: str
    failures: int = 0


# Set when somebody wants new prices now; the keeper clears it.
refresh_wanted = Event()


@dataclass(frozen=True, slots=True)
class _Board:
    book: PriceBook | None = None
    sources: tuple[SourceNow, ...] = ()
    store: Store | None = None
    store_answered_at: float | None = None


_board = _Board()
_lock = Lock()
_revisions = itertools.count(1)


def live_book() -> PriceBook:
    """The price book of now: what the store holds, or what comes with the project until it is open.

    `problems` says why it may not be the latest. Two calls give the same object while nothing
    changes, and `revision` tells one book from another.
    """
    return _board.book or snapshot_book()


def live_sources() -> tuple[SourceNow, ...]:
    """The state of every source; empty until the store is open."""
    return _board.sources


def open_store_now() -> Store | None:
    """The store the board is kept from; `None` while it is not open."""
    return _board.store


def store_answered_at() -> float | None:
    """When the store last answered, on the monotonic clock [s]; `None` while it does not."""
    return _board.store_answered_at


def refresh_now() -> None:
    """Have every source asked now, due or not; returns at once. `live_sources` tells how it goes.

    A source asked less than a minute ago is left alone.
    """
    refresh_wanted.set()


def publish_book(book: PriceBook) -> None:
    """Let everybody see a new book; one that says nothing new keeps the old one's revision."""
    global _board
    with _lock:
        shown = live_book()
        if replace(book, as_of=None, revision=0) == replace(shown, as_of=None, revision=0):
            return
        _board = replace(_board, book=replace(book, revision=next(_revisions)))


def publish_problems(problems: tuple[str, ...]) -> None:
    """Say what is wrong; the last good book stays."""
    publish_book(replace(live_book(), problems=problems))


def publish_sources(sources: tuple[SourceNow, ...]) -> None:
    """Let everybody see how the sources are doing."""
    global _board
    with _lock:
        _board = replace(_board, sources=sources)


def publish_store(store: Store | None) -> None:
    """Let everybody find the store, which has just answered, or know that it is gone."""
    global _board
    with _lock:
        answered_at = None if store is None else time.monotonic()
        _board = replace(_board, store=store, store_answered_at=answered_at)
