"""What moved prices: events with their day and source, beside the prices themselves."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pricing.history import day_of
from pricing.quote import Quote

EVENTS = Path(__file__).parent / "data" / "price_events.csv"


@dataclass(frozen=True, slots=True)
class PriceEvent:
    """Something that moved prices.

    Attributes:
        day: when it was so at the latest.
        provider: who did it.
        families: of which instance types, by what stands before their point, e.g. `p5en`.
        purchase_option: under which terms.
        text: what happened, in a clause.
        source: who says so.
    """

    day: date
    provider: str
    families: frozenset[str]
    purchase_option: str
    text: str
    source: str


@cache
def price_events() -> tuple[PriceEvent, ...]:
    """All known events, in the order of their days."""
    with EVENTS.open(newline="", encoding="utf-8") as file:
        found = [
            PriceEvent(
                date.fromisoformat(day_of(row["day"])),
                row["provider"],
                frozenset(row["families"].split("|")),
                row["purchase_option"],
                row["event"],
                row["source"],
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(found, key=lambda event: event.day))


def events_of(quote: Quote) -> tuple[PriceEvent, ...]:
    """The events that moved the price of what a quote prices, the oldest first."""
    family = quote.instance_type.split(".")[0]
    return tuple(
        event
        for event in price_events()
        if event.provider == quote.provider
        and event.purchase_option == quote.purchase_option
        and family in event.families
    )
