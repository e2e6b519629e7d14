"""Prices of instances that are really the rate of one of their accelerators."""

from __future__ import annotations

from collections.abc import Iterable

from pricing.checks import Rejected
from pricing.quote import PurchaseOption, Quote
from pricing.sources.parsed import Parsed

# Clouds price a node of eight at eight times one, give or take a few per cent. At so little more
# than one, the price of several is the price of one.
LARGEST_POSING = 1.05


def without_rates_of_one(parsed: Parsed) -> Parsed:
    """The quotes without those of several accelerators at the price of one.

    Compared are on-demand prices of one accelerator in one region of one provider; what has no
    instance of a single accelerator beside it cannot be compared and is kept.
    """
    singles = _singles(parsed.quotes)
    kept: list[Quote] = []
    rejected: list[Rejected] = []
    for quote in parsed.quotes:
        key = _capacity(quote)
        one = singles.get(key) if key and (quote.accelerators or 1) > 1 else None
        if one is not None and quote.usd_per_hour <= one * LARGEST_POSING:
            reason = (
                f"{quote.usd_per_hour:g} for {quote.accelerators} is what one costs ({one:g}): "
                "this may be the rate of a single accelerator"
            )
            rejected.append(Rejected(" ".join(filter(None, quote.key)), reason))
        else:
            kept.append(quote)
    return Parsed(tuple(kept), (*parsed.rejected, *rejected))


def _singles(quotes: Iterable[Quote]) -> dict[tuple[str, str, str], float]:
    """The lowest on-demand price of an instance with one accelerator."""
    found: dict[tuple[str, str, str], float] = {}
    for quote in quotes:
        key = _capacity(quote)
        if key is not None and quote.accelerators == 1:
            found[key] = min(quote.usd_per_hour, found.get(key, quote.usd_per_hour))
    return found


def _capacity(quote: Quote) -> tuple[str, str, str] | None:
    if quote.purchase_option is not PurchaseOption.ON_DEMAND or not quote.accelerator:
        return None
    return quote.provider, quote.region, quote.accelerator
