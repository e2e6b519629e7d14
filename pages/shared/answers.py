"""Where prices and model meet for the pages: the only place that caches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

import streamlit as st

from model.budget import Budget, budget, together
from model.claims.pairs import compute_types
from model.comparison import Comparison, PlatformAnswer, combined, compare
from model.frozen import Drift, FrozenAnswer, drift, frozen_query
from model.hardware import instances
from model.market import Market
from model.own_prices import with_own_prices
from model.price import Price, prices_from_rows
from model.scenario import Scenario, encode
from model.unit import Unit
from pages import charts
from pages.shared import own_file, turns
from pricing import (
    PriceBook,
    PriceEvent,
    PricePoint,
    Quote,
    events_of,
    is_offline,
    live_book,
    start,
)
from pricing import price_moves as moves_of
from pricing.own import preferring

T = TypeVar("T")


def price_book() -> PriceBook:
    """The price book the app answers this session from, the prices of the user's file in it."""
    book = live_book()
    own = own_file.quotes()
    return _book(book.revision, own_file.mark(), book, own) if own else book


def offline() -> bool:
    """Whether this server may not ask anybody for prices."""
    return is_offline()


def keep_prices_fresh() -> None:
    """Read new prices behind the pages' back from now on; returns at once."""
    start()


def answer(
    scenario: Scenario, progress: Callable[[int, int], None] = lambda done, of: None
) -> Comparison:
    """The comparison of a scenario at the book's prices, computed once for all sessions.

    Args:
        scenario: what the link says.
        progress: told how many platforms are done, of how many, after each.
    """
    found: list[PlatformAnswer] = []
    for done, name in enumerate(scenario.platforms, start=1):
        found += derived(compare, scenario.changed(platforms=(name,))).platforms
        progress(done, len(scenario.platforms))
    return combined(scenario, found)


def bought(scenario: Scenario, progress: Callable[[int, int], None]) -> Budget:
    """What the scenario's budget buys at the book's prices, computed once for all sessions.

    Args:
        scenario: what the link says.
        progress: told how many platforms are done, of how many, after each.
    """
    parts: list[Budget] = []
    for done, name in enumerate(scenario.platforms, start=1):
        parts.append(derived(budget, scenario.changed(platforms=(name,))))
        progress(done, len(scenario.platforms))
    return together(scenario, parts)


def derived(compute: Callable[[Scenario, tuple[Price, ...]], T], scenario: Scenario) -> T:
    """What a function of the model makes of a scenario and the book's prices.

    It is computed once for all sessions and must not be changed by the caller.

    Args:
        compute: a named function of the model, without state.
        scenario: what the link says.
    """
    name = f"{compute.__module__}.{compute.__qualname__}"
    link = urlencode(encode(scenario))
    book = price_book()
    mark = own_file.mark()
    with turns.afterwards():
        found = _derived(
            name=name,
            link=link,
            revision=book.revision,
            mark=mark,
            _compute=compute,
            _scenario=scenario,
            _prices_book=book,
        )
        return cast(T, found)


def price_moves(found: Market) -> dict[str, tuple[PricePoint, ...]]:
    """How the prices the scenario would buy at have moved, by instance type."""
    quotes = _quotes_here(found)
    with turns.waiting():
        return {name: moves_of(quote) for name, quote in quotes.items()}


def price_events(found: Market) -> dict[str, tuple[PriceEvent, ...]]:
    """What is known to have moved those prices, by instance type."""
    return {name: events_of(quote) for name, quote in _quotes_here(found).items()}


def _quotes_here(found: Market) -> dict[str, Quote]:
    """What the book says of each price the scenario would buy at, by instance type."""
    book = price_book()
    quotes = _quotes_by_place(book.revision, own_file.mark(), book)
    told = {
        o.instance.instance_type: quotes.get(
            (o.price.instance_type, o.price.region, o.price.purchase_option)
        )
        for o in found.here()
    }
    return {name: quote for name, quote in told.items() if quote is not None}


def quotes_listed() -> dict[tuple[str, str, str, str], Quote]:
    """What the book says of each price, by type, region, option and payment."""
    book = price_book()
    return _quotes_listed(book.revision, own_file.mark(), book)


def stale_prices() -> frozenset[tuple[str, str, str, str, str]]:
    """Prices older than their source lets a fresh one be, by the same and the source."""
    book = price_book()
    return _stale_prices(book.revision, own_file.mark(), book)


def prices(scenario: Scenario) -> tuple[Price, ...]:
    """The book's prices with the user's own in their place."""
    return _prices_of(scenario, price_book(), own_file.mark())


def since(frozen: FrozenAnswer, scenario: Scenario) -> Drift:
    """What changed between a frozen answer and today's answer to its scenario, in dollars."""
    link = urlencode(frozen_query(frozen))
    today = answer(scenario.changed(unit=Unit.USD))
    with turns.afterwards():
        return cast(Drift, _since(link, price_book().revision, own_file.mark(), frozen, today))


@cache
def chart(name: str, dark: bool) -> dict[str, Any]:
    """A chart specification, without data; it must not be changed by the caller."""
    return charts.load(name, dark)


# By name: for an argument that is given by its place Streamlit reads the signature, on each call.
@st.cache_resource(max_entries=1024, show_spinner=False)
def _derived(
    *,
    name: str,
    link: str,
    revision: int,
    mark: str,
    _compute: Callable[[Scenario, tuple[Price, ...]], Any],
    _scenario: Scenario,
    _prices_book: PriceBook,
) -> Any:
    if _compute is compare:
        # A platform at a time, and the others in between.
        return _compute(_scenario, _prices_of(_scenario, _prices_book, mark))
    with turns.long_work():
        return _compute(_scenario, _prices_of(_scenario, _prices_book, mark))


def _prices_of(scenario: Scenario, book: PriceBook, mark: str) -> tuple[Price, ...]:
    public = _book_prices(revision=book.revision, mark=mark, _prices_book=book)
    return with_own_prices(public, scenario, datetime.now(UTC).date())


@st.cache_resource(max_entries=64, show_spinner=False)
def _since(link: str, revision: int, mark: str, _frozen: FrozenAnswer, _today: Comparison) -> Any:
    with turns.long_work():
        return drift(_frozen, _today)


# Few entries: a book of live prices takes tens of megabytes.
@st.cache_resource(max_entries=8, show_spinner=False)
def _book(revision: int, mark: str, _live: PriceBook, _own: tuple[Quote, ...]) -> PriceBook:
    return preferring(_live, _own)


@st.cache_resource(max_entries=8, show_spinner=False)
def _book_prices(*, revision: int, mark: str, _prices_book: PriceBook) -> tuple[Price, ...]:
    """The prices that can count: of types the model knows, of several zones the cheapest."""
    known = {instance.instance_type for instance in instances().values()} | compute_types()
    offers = _prices_book.offers(known)
    return prices_from_rows(_prices_book.told(quote) for quote in offers)


@st.cache_resource(max_entries=8, show_spinner=False)
def _quotes_by_place(
    revision: int, mark: str, _prices_book: PriceBook
) -> dict[tuple[str, str, str], Quote]:
    """The cheapest quote of each type, region and option."""
    ordered = sorted(_prices_book.quotes, key=lambda quote: -quote.usd_per_hour)
    return {(q.instance_type, q.region, str(q.purchase_option)): q for q in ordered}


@st.cache_resource(max_entries=8, show_spinner=False)
def _quotes_listed(
    revision: int, mark: str, _prices_book: PriceBook
) -> dict[tuple[str, str, str, str], Quote]:
    """The cheapest quote of each type, region, option and payment: zones differ."""
    ordered = sorted(_prices_book.quotes, key=lambda quote: -quote.usd_per_hour)
    return {(q.instance_type, q.region, str(q.purchase_option), q.payment): q for q in ordered}


@st.cache_resource(max_entries=8, show_spinner=False)
def _stale_prices(
    revision: int, mark: str, _prices_book: PriceBook
) -> frozenset[tuple[str, str, str, str, str]]:
    listed = _quotes_listed(revision, mark, _prices_book)
    stale = _prices_book.stale
    return frozenset((*place, q.source) for place, q in listed.items() if q.key in stale)
