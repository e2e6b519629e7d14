"""What counts as well: the store answers, and of the sources that can be asked one has of late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pricing import SourceNow, snapshot_book
from pricing.health import Health, health_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCE = SourceNow(
    name="skypilot", title="SkyPilot", last_attempt=NOW - HOUR, last_success=NOW - HOUR,
    fresh_until=NOW + HOUR, next_due=NOW, rows=9, rejected=0, error="", missing="", stage="",
)  # fmt: skip


def found(*sources: SourceNow, store: bool = True, running: timedelta = HOUR) -> Health:
    return health_of(snapshot_book(), sources, store, NOW, running)


def test_all_is_well_while_a_source_answers() -> None:
    told = found(SOURCE)
    assert told.well
    assert told.last_refresh == NOW - HOUR
    assert told.quotes == len(snapshot_book().quotes)


def test_the_age_of_the_latest_price_is_counted_in_days() -> None:
    newest = snapshot_book().newest
    assert newest is not None
    assert found(SOURCE).newest_age_days == (NOW.date() - newest).days


def test_a_store_that_does_not_answer_is_wrong() -> None:
    assert found(SOURCE, store=False).wrong == (
        "the price store does not answer; the last good prices are used",
    )


def test_sources_silent_for_over_a_day_are_wrong() -> None:
    old = replace(SOURCE, last_success=NOW - 25 * HOUR, failures=1)
    told = found(old)
    assert told.wrong == ("no price source has answered since 2026-11-22 11:00 UTC",)
    assert told.failing == ("skypilot",)


def test_one_failing_source_among_others_is_named_and_not_wrong() -> None:
    told = found(SOURCE, replace(SOURCE, name="other", last_success=None, failures=1))
    assert told.well
    assert told.failing == ("other",)


def test_a_source_that_answered_in_part_is_not_failing() -> None:
    assert found(replace(SOURCE, error="not offered: azure/vms.csv")).failing == ()


def test_a_first_refresh_has_ten_minutes() -> None:
    never = replace(SOURCE, last_success=None)
    assert found(never, running=timedelta(minutes=9)).well
    assert found(never, running=timedelta(minutes=11)).wrong == (
        "no price source has ever answered",
    )


def test_where_nothing_can_be_asked_nothing_is_missed() -> None:
    assert found(replace(SOURCE, last_success=None, missing="the network is forbidden")).well


def test_a_job_elsewhere_that_stopped_refreshing_is_missed() -> None:
    read_only = replace(SOURCE, last_success=NOW - 25 * HOUR, missing="the network is forbidden")
    assert found(read_only).wrong == ("no price source has answered since 2026-11-22 11:00 UTC",)
    assert found(replace(read_only, last_success=NOW - HOUR)).well
