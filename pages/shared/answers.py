"""Where prices and model meet for the pages: the only place that caches."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from model.comparison import Comparison, compare
from model.price import Price, prices_from_rows
from model.scenario import Scenario, encode
from pages.shared import charts
from pricing import PriceBook, snapshot_book


def price_book() -> PriceBook:
    """The price book the app answers from."""
    return snapshot_book()


def answer(scenario: Scenario) -> Comparison:
    """The comparison of a scenario at the book's prices, computed once for all sessions."""
    return _compare(urlencode(encode(scenario)), scenario)


def cost_chart(dark: bool) -> dict[str, Any]:
    """The specification of the cost chart, without data."""
    return _cost_chart(dark)


@st.cache_resource(max_entries=512, show_spinner=False)
def _compare(link: str, _scenario: Scenario) -> Comparison:
    return compare(_scenario, _prices())


@st.cache_resource(show_spinner=False)
def _prices() -> tuple[Price, ...]:
    return prices_from_rows(quote.model_dump() for quote in price_book().quotes)


@st.cache_resource(max_entries=2, show_spinner=False)
def _cost_chart(dark: bool) -> dict[str, Any]:
    return charts.load("cost_by_platform", dark)
