"""A circuit breaker: a source that keeps failing is left alone for a while."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FAILURES_TO_OPEN = 3
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is remembered of a source's failures.

    Attributes:
        failures: failures since the last success.
        failed_at: when it last failed (UTC).
    """

    failures: int = 0
    failed_at: datetime | None = None

    @property
    def paused_until(self) -> datetime | None:
        """When the source may be asked again; `None` when it may be asked now.

        The pause doubles with each failure past the third, up to six hours.
        """
        if self.failed_at is None or self.failures < FAILURES_TO_OPEN:
            return None
        doublings = min(self.failures - FAILURES_TO_OPEN, 10)
        return self.failed_at + min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)

    def allows(self, now: datetime) -> bool:
        """Whether the source may be asked now.

        A failure dated in the future is a clock that was wrong: it stops nobody.
        """
        until = self.paused_until
        if until is None or self.failed_at is None or self.failed_at > now:
            return True
        return now >= until

    def after_failure(self, now: datetime) -> Breaker:
        """The breaker after one more failure."""
        return replace(self, failures=self.failures + 1, failed_at=now)

    def after_success(self) -> Breaker:
        """The breaker after a success: all forgotten."""
        return Breaker()
