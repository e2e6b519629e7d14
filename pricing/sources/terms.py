"""Commitments: what an hour costs when part of the price is paid up front."""

from __future__ import annotations

from pricing.quote import PurchaseOption

HOURS_PER_YEAR = 8_760
PAYMENTS = {
    "No Upfront": "no_upfront",
    "Partial Upfront": "partial_upfront",
    "All Upfront": "all_upfront",
}
RESERVED = {1: PurchaseOption.RESERVED_1Y, 3: PurchaseOption.RESERVED_3Y}
SAVINGS_PLAN = {1: PurchaseOption.SAVINGS_PLAN_1Y, 3: PurchaseOption.SAVINGS_PLAN_3Y}


def years_of(text: str) -> int:
    """The years of a term as sources write it: `1yr`, `3yr`, `1 Year`, `3 Years`.

    Raises:
        ValueError: another term.
    """
    first = text.strip()[:1]
    if text.strip().lower() not in ("1yr", "3yr", "1 year", "3 years"):
        raise ValueError(f"{text[:40]!r} is no term of one or three years")
    return int(first)


def effective_hourly(usd_per_hour: float, upfront_usd: float, years: int) -> float:
    """What an hour of the whole term costs [USD]: the hourly part and its share of the upfront.

    Args:
        usd_per_hour: what is paid by the hour [USD].
        upfront_usd: what is paid at the start [USD].
        years: length of the term.
    """
    return usd_per_hour + upfront_usd / (years * HOURS_PER_YEAR)


def reserved_price(
    payment: str, usd_per_hour: float | None, upfront_usd: float | None, years: int
) -> float:
    """The effective hourly price of a reservation [USD], if all its parts are there.

    Args:
        payment: how it is paid, e.g. `partial_upfront`.
        usd_per_hour: the hourly part [USD]; unknown when the source prints none.
        upfront_usd: what is paid at the start [USD]; unknown when the source prints none.
        years: length of the term.

    Raises:
        ValueError: a part is missing or below zero; without it the price would be far too low.
    """
    if (usd_per_hour or 0.0) < 0 or (upfront_usd or 0.0) < 0:
        raise ValueError("a part of the price is below zero")
    if payment != "all_upfront" and not usd_per_hour:
        raise ValueError(f"{payment.replace('_', ' ')}, but no hourly rate")
    if payment != "no_upfront" and not upfront_usd:
        raise ValueError(f"{payment.replace('_', ' ')}, but no upfront fee")
    return effective_hourly(usd_per_hour or 0.0, upfront_usd or 0.0, years)
