"""When a source is asked: not before it is due, not while it fails, and whatever the clock says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pricing.fetch.breaker import Breaker
from pricing.refresh.due import BUTTON, FORCED, NAMED, length, why_not_now
from pricing.store.states import SourceState
from tests.pricing.quotes import DAY, HOUR, NOW, source

SOURCE = source("catalog", freshness=12 * HOUR)  # asked every six hours
NEVER = SourceState("catalog")
READ = replace(NEVER, last_attempt=NOW, last_success=NOW)


def test_a_source_never_asked_is_due() -> None:
    assert why_not_now(SOURCE, NEVER, NOW) == ""


def test_a_source_read_of_late_is_not_due_and_then_is() -> None:
    assert why_not_now(SOURCE, READ, NOW + 5 * HOUR) == "read 5 h ago, asked every 6 h"
    assert why_not_now(SOURCE, READ, NOW + 6 * HOUR) == ""


def test_a_source_that_cannot_be_asked_here_says_why() -> None:
    locked = replace(SOURCE, missing=lambda: "no AWS credentials")
    assert why_not_now(locked, NEVER, NOW, FORCED) == "no AWS credentials"


def test_a_source_that_failed_is_asked_again_after_a_minute() -> None:
    failed = replace(READ, last_attempt=NOW + HOUR, breaker=Breaker(1, NOW + HOUR))
    assert why_not_now(SOURCE, failed, NOW + HOUR + timedelta(seconds=30))
    assert why_not_now(SOURCE, failed, NOW + HOUR + timedelta(seconds=60)) == ""


def test_a_source_that_keeps_failing_is_left_alone() -> None:
    failed = replace(READ, last_attempt=NOW, breaker=Breaker(3, NOW))
    why = why_not_now(SOURCE, failed, NOW + timedelta(minutes=5))
    assert why == "failed 3 times in a row, left alone until 2026-11-23 09:45 UTC"
    assert why_not_now(SOURCE, failed, NOW + timedelta(minutes=15)) == ""


def test_the_button_is_not_held_up_by_due_or_failures() -> None:
    failed = replace(READ, breaker=Breaker(5, NOW))
    assert why_not_now(SOURCE, failed, NOW + timedelta(minutes=2), BUTTON) == ""


def test_the_button_asks_nobody_twice_within_a_minute_however_many_press_it() -> None:
    assert why_not_now(SOURCE, READ, NOW + timedelta(seconds=59), BUTTON)


def test_a_source_somebody_names_is_asked_at_once_whether_due_or_not() -> None:
    failed = replace(READ, breaker=Breaker(1, NOW))
    for state in (READ, failed):
        assert why_not_now(SOURCE, state, NOW + timedelta(seconds=1), NAMED) == ""


def test_a_source_that_keeps_failing_is_left_alone_though_named_unless_forced() -> None:
    failed = replace(READ, breaker=Breaker(3, NOW))
    assert "left alone until" in why_not_now(SOURCE, failed, NOW + timedelta(minutes=1), NAMED)
    assert why_not_now(SOURCE, failed, NOW + timedelta(seconds=1), FORCED) == ""


@pytest.mark.parametrize(
    "state",
    [
        replace(NEVER, last_attempt=NOW + DAY, last_success=NOW + DAY),
        replace(NEVER, last_attempt=NOW + DAY, breaker=Breaker(9, NOW + DAY)),
        replace(NEVER, last_attempt=NOW + DAY),
    ],
    ids=["succeeded tomorrow", "failed tomorrow", "killed tomorrow"],
)
def test_a_clock_that_was_a_day_ahead_stops_nothing(state: SourceState) -> None:
    assert why_not_now(SOURCE, state, NOW) == ""


@pytest.mark.parametrize(
    ("span", "said"),
    [(timedelta(seconds=5), "5 s"), (timedelta(seconds=90), "2 min"), (90 * timedelta(minutes=1),
     "90 min"), (47 * HOUR, "47 h"), (3 * DAY, "3 days")],
)  # fmt: skip
def test_spans_are_said_in_their_largest_unit(span: timedelta, said: str) -> None:
    assert length(span) == said
