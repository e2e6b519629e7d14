"""The price book: one believed quote for each thing that is sold."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from pricing.checks import Rejected
from pricing.disagreements import Disagreement, disagreements
from pricing.interruption import Interruption
from pricing.quote import PurchaseOption, Quote

Key = tuple[str, str, str, PurchaseOption, str, str]


@dataclass(frozen=True)
class PriceBook:
    """What is known of prices at one moment.

    Attributes:
        quotes: one quote per key, sorted by key.
        rejected: rows that were not believed, with the reason.
        origin: what the book was made from, for people.
        disagreements: what other sources say of the same prices at the same time.
        problems: why the book may not be the latest, one sentence each.
        as_of: the moment the book is of; unknown for what comes with the project.
        interruptions: how often spot instances were taken back of late.
        stale: keys of the quotes that are older than their source lets a fresh one be. What comes
            with the project is never fresh.
        revision: differs from that of every other book this process gave out.
    """

    quotes: tuple[Quote, ...]
    rejected: tuple[Rejected, ...]
    origin: str
    disagreements: tuple[Disagreement, ...] = ()
    problems: tuple[str, ...] = ()
    as_of: datetime | None = None
    interruptions: tuple[Interruption, ...] = ()
    stale: frozenset[Key] = frozenset()
    revision: int = 0

    @classmethod
    def of(cls, quotes: Iterable[Quote], rejected: Iterable[Rejected], origin: str) -> PriceBook:
        """The book of these quotes; of several with one key the latest wins, the first of a day.

        The others are not forgotten: those that differ by over 1 % are kept as disagreements.
        """
        every = tuple(quotes)
        latest: dict[Key, Quote] = {}
        for quote in every:
            known = latest.get(quote.key)
            if known is None or quote.as_of > known.as_of:
                latest[quote.key] = quote
        ordered = tuple(latest[key] for key in sorted(latest))
        return cls(
            ordered,
            tuple(rejected),
            origin,
            disagreements(ordered, every),
            stale=frozenset(latest),
        )

    def offers(self, instance_types: Container[str]) -> tuple[Quote, ...]:
        """The quotes of these types, of the zones of one region only the cheapest."""
        cheapest: dict[tuple[str, ...], Quote] = {}
        for quote in self.quotes:
            if quote.instance_type in instance_types:
                *sold, _, payment = quote.key
                place = (*sold, payment)
                if place not in cheapest or quote.usd_per_hour < cheapest[place].usd_per_hour:
                    cheapest[place] = quote
        return tuple(cheapest.values())

    def told(self, quote: Quote) -> dict[str, Any]:
        """One of its quotes as JSON values, with whether it is stale and how often it is lost.

        `taken_back` is AWS's band of spot instances taken back in a month, and empty of others.
        """
        lost = None
        if quote.purchase_option is PurchaseOption.SPOT:
            lost = self.taken_back.get((quote.instance_type, quote.region))
        return quote.model_dump(mode="json") | {
            "stale": quote.key in self.stale,
            "taken_back": lost.label if lost else "",
            "taken_back_read": lost.read_on.isoformat() if lost and lost.read_on else "",
        }

    @cached_property
    def taken_back(self) -> Mapping[tuple[str, str], Interruption]:
        """How often spot instances are taken back, by instance type and region."""
        return {(one.instance_type, one.region): one for one in self.interruptions}

    @cached_property
    def is_bundled(self) -> bool:
        """Whether every price came with the project, none from a live source."""
        return not any(quote.fetched_at for quote in self.quotes)

    @cached_property
    def newest(self) -> date | None:
        """The day of the latest quote."""
        return max((q.as_of for q in self.quotes), default=None)

    @cached_property
    def oldest(self) -> date | None:
        """The day of the earliest quote."""
        return min((q.as_of for q in self.quotes), default=None)
