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
from pricing import PriceBook, snapshot_book

T = TypeVar("T")


def price_book() -> PriceBook:
    """The price book the app answers from."""
    return snapshot_book()


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
    return cast(T, _derived(name, urlencode(encode(scenario)), compute, scenario))


def prices(scenario: Scenario) -> tuple[Price, ...]:
    """The book's prices with the user's own in their place."""
    return with_own_prices(_public_prices(), scenario, datetime.now(UTC).date())


def chart(name: str, dark: bool) -> dict[str, Any]:
    """A chart specification, without data."""
    return _chart(name, dark)


@st.cache_resource(max_entries=1024, show_spinner=False)
def _derived(
    name: str,
    link: str,
    _compute: Callable[[Scenario, tuple[Price, ...]], Any],
    _scenario: Scenario,
) -> Any:
    return _compute(_scenario, prices(_scenario))


@st.cache_resource(show_spinner=False)
def _public_prices() -> tuple[Price, ...]:
    return prices_from_rows(quote.model_dump() for quote in price_book().quotes)


@st.cache_resource(show_spinner=False)
def _chart(name: str, dark: bool) -> dict[str, Any]:
    return charts.load(name, dark)
