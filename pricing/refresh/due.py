"""When a source is asked again."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Flag, auto

from pricing.sources.source import Source
from pricing.store.states import SourceState

# However often somebody asks, and however often a process dies in the middle.
SHORTEST_PAUSE = timedelta(minutes=1)


class Despite(Flag):
    """What does not keep somebody from asking a source."""

    NOT_DUE = auto()
    PAUSED = auto()
    JUST_ASKED = auto()


# What is due, of itself.
WHEN_DUE = Despite(0)
# The button on a page: many may press it, on many replicas.
BUTTON = Despite.NOT_DUE | Despite.PAUSED
# Somebody who names a source means now; one that keeps failing is left alone even so.
NAMED = Despite.NOT_DUE | Despite.JUST_ASKED
FORCED = Despite.NOT_DUE | Despite.PAUSED | Despite.JUST_ASKED


def why_not_now(
    source: Source, state: SourceState, now: datetime, despite: Despite = WHEN_DUE
) -> str:
    """Why a source is not to be asked now, for people; empty when it is.

    A moment in the future was written by a clock that was wrong: it stops nobody.

    Args:
        source: which one.
        state: what is remembered of it.
        now: the present.
        despite: what is to be no reason.
    """
    if missing := source.missing():
        return missing
    just_asked = _within(state.last_attempt, SHORTEST_PAUSE, now)
    failed = state.last_success is None or state.last_success < (state.last_attempt or now)
    if just_asked and (failed or Despite.NOT_DUE in despite) and Despite.JUST_ASKED not in despite:
        return "asked less than a minute ago"
    until = state.breaker.paused_until
    if until and not state.breaker.allows(now) and Despite.PAUSED not in despite:
        failures = state.breaker.failures
        return f"failed {failures} times in a row, left alone until {until:%Y-%m-%d %H:%M} UTC"
    read_of_late = state.breaker.failures == 0 and _within(state.last_success, source.every, now)
    if read_of_late and Despite.NOT_DUE not in despite:
        return f"read {ago(state.last_success, now)}, asked every {length(source.every)}"
    return ""


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago something was, for people."""
    return "never" if moment is None else f"{length(now - moment)} ago"


def length(span: timedelta) -> str:
    """A span of time in its largest unit, for people."""
    seconds = span.total_seconds()
    for name, size in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if abs(seconds) >= 2 * size or (size == 60 and abs(seconds) >= 60):
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} s"


def _within(moment: datetime | None, span: timedelta, now: datetime) -> bool:
    return moment is not None and timedelta(0) <= now - moment < span
