"""Reserved instances and Savings Plans: their terms, and what an hour costs in the end."""

from __future__ import annotations

from pricing.quote import PurchaseOption

# As AWS, Azure and Google count: a year of 365 days.
HOURS = {1: 8760, 3: 26280}
RESERVED = {1: PurchaseOption.RESERVED_1Y, 3: PurchaseOption.RESERVED_3Y}
SAVINGS_PLAN = {1: PurchaseOption.SAVINGS_PLAN_1Y, 3: PurchaseOption.SAVINGS_PLAN_3Y}
PAYMENTS = {
    "No Upfront": "no_upfront",
    "Partial Upfront": "partial_upfront",
    "All Upfront": "all_upfront",
}


def effective_hourly(upfront_usd: float, hourly_usd: float, years: int) -> float:
    """The price of an hour with what is paid upfront spread over all hours of the term.

    Args:
        upfront_usd: paid once [USD].
        hourly_usd: paid for every hour of the term [USD/h].
        years: length of the term, 1 or 3.
    """
    return round(upfront_usd / HOURS[years] + hourly_usd, 6)


def reserved_note(upfront_usd: float, hourly_usd: float, years: int) -> str:
    """How an effective hourly price came about."""
    if not upfront_usd:
        return "standard class"
    return (
        f"standard class; {upfront_usd:,.0f} USD upfront over {HOURS[years]:,} hours"
        f" + {hourly_usd:g} an hour"
    )
