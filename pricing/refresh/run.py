"""One refresh: every source that is due is read, and stored in a step of its own."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from queue import Empty, SimpleQueue
from threading import Thread

from pricing.fetch.address import check_online
from pricing.fetch.client import Client
from pricing.fetch.errors import FetchError, TemporaryFailure
from pricing.refresh.due import WHEN_DUE, Despite, why_not_now
from pricing.sources.parsed import SourceRefused
from pricing.sources.source import Reading, Source
from pricing.store.errors import StoreCorrupt, StoreError, StoreRefused
from pricing.store.states import (
    SourceState,
    begin_attempt,
    end_stages,
    known_etags,
    save_failure,
    save_reading,
    set_stage,
    states,
)
from pricing.store.store import Store

AT_ONCE = 4
# Each read has limits of its own, but a server may trickle the head of its answers without end.
LONGEST_READ_S = 3_600.0

log = logging.getLogger(__name__)


class Status(StrEnum):
    """What came of a source in a refresh."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a source in a refresh.

    Attributes:
        source: its name.
        status: in a word.
        said: in a sentence, for people.
        store_failed: whether the store, not the source, is to blame.
    """

    source: str
    status: Status
    said: str
    store_failed: bool = False


Answer = Reading | Exception


def refresh(
    store: Store,
    sources: Iterable[Source],
    client: Client,
    despite: Despite = WHEN_DUE,
    tell: Callable[[Outcome], None] = lambda _: None,
    patience_s: float = LONGEST_READ_S,
) -> tuple[Outcome, ...]:
    """Read the sources that are due, up to four at once, and keep what they answer.

    Args:
        store: where it is kept.
        sources: which to consider.
        client: reads them, and tells the time.
        despite: what is no reason to leave a source out.
        tell: hears of each source as soon as it is done.
        patience_s: how long a source may take for all it has to say [s].

    Raises:
        Offline: the network is forbidden.
        Busy: another refresh of this store is under way.
        StoreCorrupt: the store's file is damaged.
        StoreError: the store does not answer or cannot be written; no source was asked.
    """
    check_online()
    with store.refresh_lock() as held:
        with store.reading() as connection:
            remembered = states(connection)
        if any(state.stage for state in remembered.values()):
            with store.writing(book_changes=False) as connection:
                end_stages(connection)
        due: deque[Source] = deque()
        outcomes: list[Outcome] = []
        for source in sources:
            state = remembered.get(source.name, SourceState(source.name))
            if why := why_not_now(source, state, client.now(), despite):
                outcomes.append(Outcome(source.name, Status.NOT_ASKED, why))
                tell(outcomes[-1])
            else:
                due.append(source)
        for outcome in _outcomes(_Refresh(store, client, held, patience_s), due):
            outcomes.append(outcome)
            tell(outcome)
    return tuple(outcomes)


@dataclass(frozen=True, slots=True)
class _Refresh:
    """What the steps of one refresh share."""

    store: Store
    client: Client
    held: Callable[[], bool]
    patience_s: float
    asked: dict[str, tuple[Source, float]] = field(default_factory=dict)
    answers: SimpleQueue[tuple[Source, Answer]] = field(default_factory=SimpleQueue)


def _outcomes(work: _Refresh, due: deque[Source]) -> Iterator[Outcome]:
    any_asked = False
    while due or work.asked:
        while due and len(work.asked) < AT_ONCE:
            source = due.popleft()
            try:
                _ask(work, source)
                any_asked = True
            except StoreError as error:
                if not any_asked or isinstance(error, StoreCorrupt):
                    raise
                yield Outcome(source.name, Status.FAILED, str(error), store_failed=True)
        if work.asked:
            yield _kept(work, *_next_answer(work))


def _next_answer(work: _Refresh) -> tuple[Source, Answer]:
    """The next answer; of a source whose time is over, that it gave none."""
    while True:
        source, ends = min(work.asked.values(), key=lambda asked: asked[1])
        try:
            answered, answer = work.answers.get(timeout=max(0.0, ends - time.monotonic()))
        except Empty:
            del work.asked[source.name]
            said = f"{source.title}: it had not said all after {work.patience_s / 60:.0f} min"
            return source, TemporaryFailure(said)
        if work.asked.pop(answered.name, None):  # else it came too late
            return answered, answer


def _ask(work: _Refresh, source: Source) -> None:
    """Note that a source is asked, and ask it in a thread that ends with the process."""
    with work.store.writing(book_changes=False) as connection:
        begin_attempt(connection, source.name, work.client.now())
        known = known_etags(connection, source.name)

    def read() -> None:
        try:
            work.answers.put((source, source.read(work.client, known)))
        except Exception as error:
            work.answers.put((source, error))

    work.asked[source.name] = (source, time.monotonic() + work.patience_s)
    Thread(target=read, name=f"read-{source.name}", daemon=True).start()


def _kept(work: _Refresh, source: Source, answer: Answer) -> Outcome:
    """What came of a source, after its answer was stored."""
    if not work.held():
        why = "the lock of the price store was lost; its answer was not kept"
        return Outcome(source.name, Status.FAILED, why, store_failed=True)
    try:
        if isinstance(answer, Exception):
            return _failed(work, source, answer)
        try:
            return _stored(work, source, answer)
        except StoreRefused as error:
            return _failed(work, source, error)
    except StoreCorrupt:
        raise
    except StoreError as error:
        return Outcome(source.name, Status.FAILED, str(error), store_failed=True)


def _stored(work: _Refresh, source: Source, reading: Reading) -> Outcome:
    now = work.client.now()
    with work.store.writing(book_changes=False) as connection:
        set_stage(connection, source.name, "storing", now)
    with work.store.writing(book_changes=True) as connection:
        save_reading(connection, source.name, reading, now)
    errors = f"; {reading.said}" if reading.said else ""
    if reading.unchanged:
        return Outcome(source.name, Status.UNCHANGED, f"nothing new{errors}")
    facts = sum(len(part.interruptions) for part in reading.parts)
    said = f"{len(reading.quotes):,} prices" if not facts else f"{facts:,} interruption rates"
    return Outcome(
        source.name, Status.STORED, f"{said}, {len(reading.rejected):,} rows refused{errors}"
    )


def _failed(work: _Refresh, source: Source, error: Exception) -> Outcome:
    said = str(error)
    if not isinstance(error, FetchError | SourceRefused | StoreError):
        log.error("%s cannot be read", source.name, exc_info=error)
        # Its text could quote a setting or what was answered: its kind has to do.
        said = f"{source.title}: an unforeseen answer ({type(error).__name__})"
    with work.store.writing(book_changes=False) as connection:
        save_failure(connection, source.name, said, work.client.now())
    return Outcome(source.name, Status.FAILED, said)
