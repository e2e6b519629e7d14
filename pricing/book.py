"""The price book: one believed quote for each thing that is sold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pricing.checks import Rejected
from pricing.disagreements import Disagreement, disagreements
from pricing.quote import Quote


@dataclass(frozen=True)
class PriceBook:
    """What is known of prices at one moment.

    Attributes:
        quotes: one quote per key, sorted by key.
        rejected: rows that were not believed, with the reason.
        origin: what the book was made from, for people.
        disagreements: what other sources say of the same prices at the same time.
    """

    quotes: tuple[Quote, ...]
    rejected: tuple[Rejected, ...]
    origin: str
    disagreements: tuple[Disagreement, ...] = ()

    @classmethod
    def of(cls, quotes: Iterable[Quote], rejected: Iterable[Rejected], origin: str) -> PriceBook:
        """The book of these quotes; of several with one key the latest wins, the first of a day.

        The others are not forgotten: those that differ by over 1 % are kept as disagreements.
        """
        every = tuple(quotes)
        latest: dict[tuple[str, ...], Quote] = {}
        for quote in every:
            known = latest.get(quote.key)
            if known is None or quote.as_of > known.as_of:
                latest[quote.key] = quote
        ordered = tuple(latest[key] for key in sorted(latest))
        return cls(ordered, tuple(rejected), origin, disagreements(ordered, every))

    @property
    def newest(self) -> date | None:
        """The day of the latest quote."""
        return max((q.as_of for q in self.quotes), default=None)

    @property
    def oldest(self) -> date | None:
        """The day of the earliest quote."""
        return min((q.as_of for q in self.quotes), default=None)
