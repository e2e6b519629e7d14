"""A refresh: what answers is kept, what fails loses nothing, and it happens once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest

from pricing.fetch.errors import Offline
from pricing.refresh.run import Status, refresh
from pricing.store.locks import Busy
from pricing.store.states import interruptions, rejected_rows, states
from pricing.store.store import Store
from tests.pricing.loopback import Answer, etagged
from tests.pricing.quotes import DAY, HOUR, NOW
from tests.pricing.refresh.world import (
    ADVISOR,
    CATALOG,
    SOURCES,
    World,
    catalog,
    client,
    outcomes,
    refreshed,
)
from tests.pricing.store.keeping import live_quotes


def prices(store: Store) -> list[float]:
    return sorted(quote.usd_per_hour for quote in live_quotes(store))


def test_everything_that_answers_is_kept(store: Store, world: World) -> None:
    said = {one.source: (one.status, one.said) for one in refreshed(store)}
    assert said == {
        "skypilot": (Status.STORED, "2 prices, 0 rows refused"),
        "spot_advisor": (Status.STORED, "1 interruption rates, 0 rows refused"),
    }
    assert prices(store) == [18.7, 55.04]
    with store.reading() as connection:
        assert [fact.label for fact in interruptions(connection, NOW)] == ["<5%"]


def test_what_is_not_due_is_not_asked(store: Store, world: World) -> None:
    outcomes(store)
    assert outcomes(store, NOW + timedelta(minutes=2)) == dict.fromkeys(
        ("skypilot", "spot_advisor"), Status.NOT_ASKED
    )
    assert len(world.asked) == 2
    assert outcomes(store, NOW + 2 * HOUR)["skypilot"] is Status.STORED
    assert world.asked[2:] == [CATALOG]


def test_an_unchanged_source_is_known_by_its_etag(store: Store, world: World) -> None:
    world.answers[CATALOG] = etagged(catalog(), '"v1"')
    outcomes(store)
    later = NOW + 2 * HOUR
    assert outcomes(store, later)["skypilot"] is Status.UNCHANGED
    assert {quote.fetched_at for quote in live_quotes(store)} == {later}


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=500),
        Answer(b"soon back"),
        Answer(catalog()[:-40], length=400),
        Answer(catalog(price=-1, spot=-1)),
        Answer(b"\xff\xfe"),
    ],
    ids=["500", "another layout", "cut short", "nothing usable", "no text"],
)
def test_a_source_that_fails_loses_nothing(store: Store, world: World, answer: Answer) -> None:
    outcomes(store)
    world.answers[CATALOG] = lambda _: answer
    assert outcomes(store, NOW + DAY) == {
        "skypilot": Status.FAILED,
        "spot_advisor": Status.STORED,
    }
    assert prices(store) == [18.7, 55.04]
    with store.reading() as connection:
        state = states(connection)["skypilot"]
    assert state.error
    assert (state.last_success, state.breaker.failures, state.stage) == (NOW, 1, "")


def test_a_source_that_stumbles_over_its_own_code_is_a_failure_like_any(
    store: Store, world: World
) -> None:
    def read(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    broken = replace(SOURCES[0], read=read)
    found = refresh(store, (broken, SOURCES[1]), client())
    assert {one.source: one.status for one in found} == {
        "skypilot": Status.FAILED,
        "spot_advisor": Status.STORED,
    }


def test_the_circuit_breaker_outlives_the_process(store: Store, world: World) -> None:
    world.answers[CATALOG] = lambda _: Answer(status=500)
    for minutes in (0, 2, 4, 6):
        last = refreshed(store, NOW + timedelta(minutes=minutes))
    assert world.asked.count(CATALOG) == 3
    assert any("failed 3 times in a row" in one.said for one in last)
    world.answers[CATALOG] = lambda _: Answer(catalog())
    assert outcomes(store, NOW + HOUR)["skypilot"] is Status.STORED


def test_refused_rows_can_be_read_with_their_reasons(store: Store, world: World) -> None:
    world.answers[CATALOG] = lambda _: Answer(
        catalog() + b"p4d.24xlarge,A100,8.0,0,,us-east-1,use1-az2\n"
    )
    outcomes(store)
    with store.reading() as connection:
        (row,) = rejected_rows(connection)["skypilot"]
    assert "p4d.24xlarge" in row.row
    assert "greater than 0" in row.reason


@pytest.mark.usefixtures("offline")
def test_without_a_network_nothing_is_asked(store: Store, world: World) -> None:
    with pytest.raises(Offline):
        refreshed(store)
    assert world.asked == []


def test_a_second_refresh_at_the_same_time_is_turned_away(store: Store, world: World) -> None:
    world.hang(CATALOG, catalog())
    first = Thread(target=refreshed, args=(store,))
    first.start()
    assert world.reached.wait(60)
    with pytest.raises(Busy):
        refreshed(store)
    world.release.set()
    first.join(10)
    assert world.asked.count(CATALOG) == 1
    assert prices(store) == [18.7, 55.04]


def test_progress_can_be_read_while_a_source_is_asked(store: Store, world: World) -> None:
    world.hang(CATALOG, catalog())
    first = Thread(target=refreshed, args=(store,))
    first.start()
    assert world.reached.wait(60)
    with store.reading() as connection:
        assert states(connection)["skypilot"].stage_now(NOW) == "reading"
    world.release.set()
    first.join(10)
    with store.reading() as connection:
        assert states(connection)["skypilot"].stage_now(NOW) == ""


def test_a_slow_source_does_not_hold_up_the_others(store: Store, world: World) -> None:
    world.hang(CATALOG, catalog())
    told: list[str] = []

    def tell(outcome: object) -> None:
        told.append(getattr(outcome, "source", ""))
        world.release.set()  # the slow one answers only once the other is done

    refresh(store, SOURCES, client(), tell=tell)
    assert told == ["spot_advisor", "skypilot"]
    assert ADVISOR in world.asked


def test_a_clock_that_was_a_day_ahead_does_not_stop_the_refresh(store: Store, world: World) -> None:
    outcomes(store, NOW + DAY)
    assert outcomes(store, NOW)["skypilot"] is Status.STORED
    assert {quote.fetched_at for quote in live_quotes(store)} == {NOW}


def test_a_source_that_never_ends_is_given_up_and_frees_the_refresh(
    store: Store, world: World
) -> None:
    world.hang(CATALOG, catalog())
    (said,) = refresh(store, SOURCES[:1], client(), patience_s=0.1)
    assert said.status is Status.FAILED
    assert "it had not said all" in said.said
    assert outcomes(store, NOW + HOUR)["spot_advisor"] is Status.STORED
