"""Prices of instances that are really the rate of one of their accelerators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from pricing.checks import Rejected
from pricing.quote import PurchaseOption, Quote
from pricing.snapshot import snapshot_book

# Clouds price a node of eight at eight times one, give or take a few per cent. At so little more
# than one, the price of several is the price of one.
LARGEST_POSING = 1.05
# Of four or more accelerators: what times their number comes so near to the price that is known of
# the instance is that of one. No price fell by three quarters from one day to the next; spot did.
FEWEST, NEAR = 4, 1.5


def why_rate_of_one(quote: Quote) -> str:
    """Why a price may be that of one of several accelerators, by the prices that are bundled.

    Empty where it is not, where the number of accelerators is unknown, and for spot.
    """
    count = quote.accelerators or 1
    if count < FEWEST or quote.purchase_option is PurchaseOption.SPOT:
        return ""
    known = _bundled().get((quote.provider, quote.instance_type, quote.purchase_option), ())
    together = quote.usd_per_hour * count
    if not known or not known[0] / NEAR <= together <= known[-1] * NEAR:
        return ""  # most prices are not even near
    for usd in known:
        if usd / NEAR <= together <= usd * NEAR:
            return (
                f"{quote.usd_per_hour:g} for {count} accelerators: the instance is known at "
                f"{usd:g}, so this may be the rate of a single one"
            )
    return ""


@cache
def _bundled() -> dict[tuple[str, str, str], tuple[float, ...]]:
    """What each type is known to cost, by provider, type and purchase option."""
    found: dict[tuple[str, str, str], set[float]] = defaultdict(set)
    for quote in snapshot_book().quotes:
        key = (quote.provider, quote.instance_type, quote.purchase_option)
        found[key].add(quote.usd_per_hour)
    return {key: tuple(sorted(prices)) for key, prices in found.items()}


def without_rates_of_one(
    quotes: Iterable[Quote],
) -> tuple[tuple[Quote, ...], tuple[Rejected, ...]]:
    """The quotes without those of several accelerators at the price of one, and those.

    Compared are on-demand prices of one accelerator in one region of one provider, and the prices
    that are bundled; what has neither beside it cannot be compared and is kept.
    """
    every = tuple(quotes)
    singles = _singles(every)
    kept: list[Quote] = []
    rejected: list[Rejected] = []
    for quote in every:
        key = _capacity(quote)
        one = singles.get(key) if key and (quote.accelerators or 1) > 1 else None
        if one is not None and quote.usd_per_hour <= one * LARGEST_POSING:
            reason = (
                f"{quote.usd_per_hour:g} for {quote.accelerators} is what one costs ({one:g}): "
                "this may be the rate of a single accelerator"
            )
        else:
            reason = why_rate_of_one(quote)
        if reason:
            rejected.append(Rejected(" ".join(filter(None, quote.key)), reason))
        else:
            kept.append(quote)
    return tuple(kept), tuple(rejected)


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
