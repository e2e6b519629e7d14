"""Where prices and model meet for the pages: the only place that caches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

import streamlit as st

from model.comparison import Comparison, compare
from model.own_prices import with_own_prices
from model.price import Price, prices_from_rows
from model.scenario import Scenario, encode
from pages import charts
from pages.shared import own_file
from pricing import PriceBook, Quote, snapshot_book
from pricing.own import preferring

T = TypeVar("T")


def price_book() -> PriceBook:
    """The price book the app answers this session from, the prices of the user's file in it."""
    return _book(own_file.mark(), own_file.quotes())


def answer(scenario: Scenario) -> Comparison:
    """The comparison of a scenario at the book's prices, computed once for all sessions."""
    return derived(compare, scenario)


def derived(compute: Callable[[Scenario, tuple[Price, ...]], T], scenario: Scenario) -> T:
    """What a function of the model makes of a scenario and the book's prices.

    It is computed once for all sessions and must not be changed by the caller.

    Args:
        compute: a named function of the model, without state.
        scenario: what the link says.
    """
    name = f"{compute.__module__}.{compute.__qualname__}"
    link = urlencode(encode(scenario))
    return cast(T, _derived(name, link, own_file.mark(), compute, scenario))


def prices(scenario: Scenario) -> tuple[Price, ...]:
    """The book's prices with the user's own in their place."""
    book_prices = _book_prices(own_file.mark(), price_book())
    return with_own_prices(book_prices, scenario, datetime.now(UTC).date())


def chart(name: str, dark: bool) -> dict[str, Any]:
    """A chart specification, without data."""
    return _chart(name, dark)


@st.cache_resource(max_entries=1024, show_spinner=False)
def _derived(
    name: str,
    link: str,
    mark: str,
    _compute: Callable[[Scenario, tuple[Price, ...]], Any],
    _scenario: Scenario,
) -> Any:
    return _compute(_scenario, prices(_scenario))


@st.cache_resource(max_entries=32, show_spinner=False)
def _book(mark: str, _own: tuple[Quote, ...]) -> PriceBook:
    return preferring(snapshot_book(), _own)


@st.cache_resource(max_entries=32, show_spinner=False)
def _book_prices(mark: str, _prices_book: PriceBook) -> tuple[Price, ...]:
    return prices_from_rows(quote.model_dump() for quote in _prices_book.quotes)


@st.cache_resource(show_spinner=False)
def _chart(name: str, dark: bool) -> dict[str, Any]:
    return charts.load(name, dark)
