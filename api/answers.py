"""What the endpoints answer with: the functions of the app, over the book of now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from model.comparison import Comparison, compare, report
from model.hardware import instances
from model.own_prices import with_own_prices
from model.price import prices_from_rows
from model.scenario import Scenario
from pricing import live_book

FILTERS = ("provider", "region", "instance_type", "purchase_option")


def book_revision() -> int:
    """A number that changes whenever the prices do."""
    return live_book().revision


def comparison(scenario: Scenario) -> Comparison:
    """The answer of the page and of the command line, at the prices of now."""
    known = {instance.instance_type for instance in instances().values()}
    book = live_book()
    quotes = [quote for quote in book.quotes if quote.instance_type in known]
    public = prices_from_rows(book.told(quote) for quote in quotes)
    return compare(scenario, with_own_prices(public, scenario, datetime.now(UTC).date()))


def comparison_report(scenario: Scenario) -> dict[str, Any]:
    """That answer as JSON values, as `python -m model compare --json` prints it."""
    return report(comparison(scenario))


def quotes_document(asked: Mapping[str, str]) -> dict[str, Any]:
    """The price book as `python -m pricing quotes --json` prints it, or the part asked for.

    Args:
        asked: the value a field of a quote must have, by the field's name, one of `FILTERS`.
    """
    book = live_book()
    return {
        "origin": book.origin,
        "quotes": [
            book.told(quote)
            for quote in book.quotes
            if all(getattr(quote, name) == value for name, value in asked.items())
        ],
    }
