"""Whether prices are being kept up to date, for whoever runs a server."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pricing.book import PriceBook
from pricing.live.board import SourceNow, live_book, live_sources, store_answered_at

# The keeper looks every few seconds; a book of many prices takes it a while.
STORE_SILENT_S = 60.0
# The sources that cost nothing to ask are due every hour or so.
NO_ANSWER = timedelta(days=1)
AFTER_START = timedelta(minutes=10)
_started = time.monotonic()


@dataclass(frozen=True, slots=True)
class Health:
    """How the prices are doing.

    Attributes:
        wrong: what is wrong, one sentence each; empty when all is well.
        store_answers: whether the price store answers.
        quotes: how many prices are believed now.
        stale: how many of them are older than their source lets a fresh one be.
        newest: the day of the latest price.
        newest_age_days: how long ago that is [days].
        last_refresh: when a source last answered something believed.
        failing: names of the sources whose last answer was not believed or never came.
    """

    wrong: tuple[str, ...]
    store_answers: bool
    quotes: int
    stale: int
    newest: date | None
    newest_age_days: int | None
    last_refresh: datetime | None
    failing: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def health(now: datetime) -> Health:
    """How the prices of this process are doing; never waits, never raises."""
    answered_at, moment = store_answered_at(), time.monotonic()
    answers = answered_at is not None and moment - answered_at <= STORE_SILENT_S
    running = timedelta(seconds=moment - _started)
    return health_of(live_book(), live_sources(), answers, now, running)


def health_of(
    book: PriceBook,
    sources: Iterable[SourceNow],
    store_answers: bool,
    now: datetime,
    running: timedelta,
) -> Health:
    """How prices are doing.

    A source that cannot be asked here, for want of a key or because the network is forbidden, is
    no fault; but where sources did answer, by this process or another, they must go on.

    Args:
        book: what is believed.
        sources: how each is doing.
        store_answers: whether the store does.
        now: the present.
        running: how long the process has been running.
    """
    every = tuple(sources)
    asked = [source for source in every if not source.missing]
    last = max((source.last_success for source in every if source.last_success), default=None)
    wrong: list[str] = []
    if not store_answers:
        wrong.append("the price store does not answer; the last good prices are used")
    if asked and last is None and running > AFTER_START:
        wrong.append("no price source has ever answered")
    if last is not None and now - last > NO_ANSWER:
        wrong.append(f"no price source has answered since {last:%Y-%m-%d %H:%M} UTC")
    newest = book.newest
    return Health(
        wrong=tuple(wrong),
        store_answers=store_answers,
        quotes=len(book.quotes),
        stale=len(book.stale),
        newest=newest,
        newest_age_days=(now.date() - newest).days if newest else None,
        last_refresh=last,
        failing=tuple(source.name for source in every if source.failures),
    )
