"""Where two sources say different things of one price at one time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pricing.quote import Quote

# Two sources round differently; a difference people should see is larger.
LARGEST_AGREEMENT = 0.01
# Read further apart than this, two prices are history, not a disagreement.
SAME_TIME = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sources' prices for one thing.

    Attributes:
        believed: the quote the book goes by.
        other: what another source says.
    """

    believed: Quote
    other: Quote

    @property
    def difference(self) -> float:
        """How far the other price is from the believed one, as a share of it."""
        return self.other.usd_per_hour / self.believed.usd_per_hour - 1

    def __str__(self) -> str:
        """The disagreement in a sentence, for people."""
        quote, other = self.believed, self.other
        return (
            f"{quote.instance_type} {quote.purchase_option} in {quote.region}: "
            f"{quote.usd_per_hour:g} USD per hour by {quote.source}, "
            f"{other.usd_per_hour:g} ({self.difference:+.1%}) by {other.source}"
        )


def disagreements(believed: Iterable[Quote], every: Iterable[Quote]) -> tuple[Disagreement, ...]:
    """Prices of other sources that differ by more than 1 % from the believed ones.

    Args:
        believed: one quote per key.
        every: all quotes, the believed ones among them.
    """
    by_key: dict[tuple[str, ...], list[Quote]] = defaultdict(list)
    for quote in every:
        by_key[quote.key].append(quote)
    found: list[Disagreement] = []
    for quote in believed:
        said = by_key[quote.key]
        if len(said) < 2:
            continue
        others: dict[str, Quote] = {}
        for other in said:
            latest = others.get(other.source)
            if other.source != quote.source and (latest is None or other.as_of > latest.as_of):
                others[other.source] = other
        found += [
            disagreement
            for other in others.values()
            if abs(_read_on(other) - _read_on(quote)) <= SAME_TIME
            and abs((disagreement := Disagreement(quote, other)).difference) > LARGEST_AGREEMENT
        ]
    return tuple(found)


def _read_on(quote: Quote) -> date:
    """When the source said so: a feed may be dated weeks before the day it still says it."""
    return quote.fetched_at.date() if quote.fetched_at else quote.as_of
