"""The price book: one believed quote for each provider, region, instance type and option."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pricing.checks import Rejected
from pricing.quote import Quote


@dataclass(frozen=True)
class PriceBook:
    """What is known of prices at one moment.

    Attributes:
        quotes: one quote per key, sorted by key.
        rejected: rows that were not believed, with the reason.
        origin: what the book was made from, for people.
    """

    quotes: tuple[Quote, ...]
    rejected: tuple[Rejected, ...]
    origin: str

    @classmethod
    def of(cls, quotes: Iterable[Quote], rejected: Iterable[Rejected], origin: str) -> PriceBook:
        """The book of these quotes; of several with one key the latest wins."""
        latest: dict[tuple[str, ...], Quote] = {}
        for quote in quotes:
            known = latest.get(quote.key)
            if known is None or quote.as_of > known.as_of:
                latest[quote.key] = quote
        ordered = tuple(latest[key] for key in sorted(latest))
        return cls(ordered, tuple(rejected), origin)

    @property
    def newest(self) -> date | None:
        """The day of the latest quote."""
        return max((q.as_of for q in self.quotes), default=None)

    @property
    def oldest(self) -> date | None:
        """The day of the earliest quote."""
        return min((q.as_of for q in self.quotes), default=None)
