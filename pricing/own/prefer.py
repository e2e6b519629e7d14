"""The prices of the user's file beat every source, and say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pricing.book import PriceBook
from pricing.quote import Quote

OWN_SOURCE = "Your own price"


def preferring(book: PriceBook, own: Sequence[Quote]) -> PriceBook:
    """The book with the user's own quotes in place of what sources say of the same capacity.

    A source's quotes of single zones give way to an own price of the region, or the cheapest
    zone would still be taken.
    """
    if not own:
        return book
    whole_region = {_capacity(quote) for quote in own if not quote.zone}
    zones = {quote.key for quote in own}
    kept = [
        quote
        for quote in book.quotes
        if quote.key not in zones and _capacity(quote) not in whole_region
    ]
    present = {quote.key for quote in kept}
    mine = PriceBook.of(own, (), "").quotes
    return replace(
        book,
        quotes=tuple(sorted((*mine, *kept), key=lambda quote: quote.key)),
        origin=f"{book.origin}, with your own prices ({len(zones)})",
        disagreements=tuple(d for d in book.disagreements if d.believed.key in present),
        stale=book.stale & present,
    )


def _capacity(quote: Quote) -> tuple[str, ...]:
    return (
        quote.provider,
        quote.region,
        quote.instance_type,
        quote.purchase_option,
        quote.payment,
    )
