"""The state of every source in the words of the board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from pricing.fetch.address import check_online
from pricing.fetch.errors import Offline
from pricing.live.board import SourceNow
from pricing.sources.source import Source
from pricing.store.states import SourceState


def sources_now(
    states: Mapping[str, SourceState], sources: Iterable[Source], now: datetime
) -> tuple[SourceNow, ...]:
    """Every registered source with what is remembered of it.

    Args:
        states: what the store remembers, by name.
        sources: all there are.
        now: the present.
    """
    return tuple(_one(states.get(s.name, SourceState(s.name)), s, now) for s in sources)


def _one(state: SourceState, source: Source, now: datetime) -> SourceNow:
    success = state.last_success
    paused = state.breaker.paused_until
    known = [moment for moment in (success and success + source.every, paused) if moment]
    return SourceNow(
        name=source.name,
        title=source.title,
        last_attempt=state.last_attempt,
        last_success=success,
        fresh_until=success + source.freshness if success else None,
        next_due=max(known, default=None),
        rows=state.rows,
        rejected=state.rejected,
        error=state.error,
        missing=source.missing() or _offline(),
        stage=state.stage_now(now),
        failures=state.breaker.failures,
    )


def _offline() -> str:
    try:
        check_online()
    except Offline as error:
        return str(error)
    return ""
