"""A machine whose clock is wrong by a day, and then is set right."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from pricing.refresh.run import Status
from pricing.store.book import book_now
from pricing.store.store import Store
from tests.pricing.loopback import Answer
from tests.pricing.quotes import NOW, quote
from tests.pricing.refresh.world import CATALOG, World, catalog, outcomes
from tests.pricing.store.keeping import points

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _asks_loopback(online: None) -> None:
    """Sources on this machine may be asked."""


def price(store: Store, now: datetime = NOW) -> float:
    """What the app answers with at a time."""
    key = quote().key
    return next(q.usd_per_hour for q in book_now(store, now).quotes if q.key == key)


@pytest.mark.parametrize("wrong", [DAY, -DAY])
def test_prices_taken_in_at_a_wrong_time_are_used_when_it_is_right(
    store: Store, world: World, wrong: timedelta
) -> None:
    assert outcomes(store, NOW + wrong)["skypilot"] is Status.STORED
    assert price(store, NOW + wrong) == 55.04
    assert price(store, NOW) == 55.04


def test_after_a_clock_that_ran_ahead_sources_are_asked_at_once(store: Store, world: World) -> None:
    outcomes(store, NOW + DAY)
    world.answers[CATALOG] = lambda _: Answer(catalog(60.0))
    assert outcomes(store, NOW)["skypilot"] is Status.STORED
    assert price(store) == 60.0


def test_a_source_that_failed_while_the_clock_ran_ahead_is_not_waited_for(
    store: Store, world: World
) -> None:
    world.answers[CATALOG] = lambda _: Answer(status=500)
    for _ in range(6):
        outcomes(store, NOW + DAY, force=True)
    world.answers[CATALOG] = lambda _: Answer(catalog())
    assert outcomes(store, NOW)["skypilot"] is Status.STORED


def test_no_price_is_lost_from_the_history_by_a_clock_that_went_back(
    store: Store, world: World
) -> None:
    outcomes(store, NOW)
    world.answers[CATALOG] = lambda _: Answer(catalog(60.0))
    outcomes(store, NOW - DAY, force=True)
    world.answers[CATALOG] = lambda _: Answer(catalog(65.0))
    outcomes(store, NOW + HOUR, force=True)
    assert price(store, NOW + HOUR) == 65.0
    assert {usd for _, usd in points(store)} == {55.04, 60.0, 65.0}
