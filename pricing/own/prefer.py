"""The prices of the user's file beat every source, and say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pricing.book import PriceBook
from pricing.quote import Quote

OWN_SOURCE = "Your own price"


def preferring(book: PriceBook, own: Sequence[Quote]) -> PriceBook:
    """The book with the user's own quotes in place of what sources say of the same capacity.

    An own price that names no zone replaces those of every zone, one that names no payment those of
    every payment: else the cheapest of them would still be taken.
    """
    if not own:
        return book
    replaced = {_what(quote, quote.zone, quote.payment) for quote in own}
    kept = [quote for quote in book.quotes if replaced.isdisjoint(_covering(quote))]
    present = {quote.key for quote in kept}
    mine = PriceBook.of(own, (), "").quotes
    return replace(
        book,
        quotes=tuple(sorted((*mine, *kept), key=lambda quote: quote.key)),
        origin=f"{book.origin}, with your own prices ({len(mine)})",
        disagreements=tuple(d for d in book.disagreements if d.believed.key in present),
        stale=book.stale & present,
    )


def _covering(quote: Quote) -> list[tuple[str, ...]]:
    """What an own price may be of to replace a quote: with or without its zone and payment."""
    return [
        _what(quote, zone, payment) for zone in {quote.zone, ""} for payment in {quote.payment, ""}
    ]


def _what(quote: Quote, zone: str, payment: str) -> tuple[str, ...]:
    return (
        quote.provider,
        quote.region,
        quote.instance_type,
        quote.purchase_option,
        zone,
        payment,
    )
