"""Reserved rates are printed in two parts: an upfront fee and an hourly rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pricing.checks import Rejected
from pricing.sources.price_list.terms import PAYMENTS, RESERVED, effective_hourly, reserved_note

YEARS = {"1yr": 1, "1 yr": 1, "3yr": 3, "3 yr": 3}


@dataclass
class _Parts:
    row: Mapping[str, object]
    years: int
    payment: str
    upfront: list[float] = field(default_factory=list)
    hourly: list[float] = field(default_factory=list)


class ReservedRates:
    """Collects the parts of reserved rates, and adds them up when all have been seen."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, str], _Parts] = {}
        self._unknown: dict[str, int] = defaultdict(int)

    def add(
        self,
        offer: tuple[str, str],
        row: Mapping[str, object],
        length: str,
        option: str,
        unit: str,
        usd: float,
    ) -> None:
        """Take in one price dimension.

        Args:
            offer: SKU and offer term code.
            row: the fields of the quote that all parts share.
            length: length of the term as printed, e.g. `1yr`.
            option: how it is paid as printed, e.g. `No Upfront`.
            unit: `Quantity` of the upfront fee, `Hrs` of the hourly rate.
            usd: the price of that unit.
        """
        years, payment = YEARS.get(length), PAYMENTS.get(option)
        if years is None or payment is None or unit not in ("Hrs", "Quantity"):
            self._unknown[f"{length} {option} by {unit}"] += 1
            return
        parts = self._parts.setdefault(offer, _Parts(row, years, payment))
        (parts.hourly if unit == "Hrs" else parts.upfront).append(usd)

    def rows(self, rejected: list[Rejected]) -> Iterator[dict[str, object]]:
        """Fields of the quotes; what could not be added up goes to `rejected`."""
        for text, count in self._unknown.items():
            rejected.append(Rejected(f"reserved {text}"[:200], f"an unknown term, {count} times"))
        for offer, parts in self._parts.items():
            reason = _incomplete(parts)
            if reason:
                label = f"{parts.row['instance_type']} reserved {parts.years} {offer[0]}"
                rejected.append(Rejected(label, reason))
                continue
            upfront, hourly = sum(parts.upfront), sum(parts.hourly)
            yield {
                **parts.row,
                "purchase_option": RESERVED[parts.years],
                "payment": parts.payment,
                "usd_per_hour": effective_hourly(upfront, hourly, parts.years),
                "note": reserved_note(upfront, hourly, parts.years),
            }


def _incomplete(parts: _Parts) -> str:
    """Why the parts do not make a price; a fee that is missing would make it far too low."""
    if len(parts.upfront) > 1 or len(parts.hourly) > 1:
        return "more than one fee or rate for one offer"
    if any(usd < 0 for usd in (*parts.upfront, *parts.hourly)):
        return "a fee or rate below zero"
    if parts.payment == "no_upfront":
        return "" if parts.hourly else "no hourly rate"
    if not sum(parts.upfront):
        return "paid upfront, but there is no upfront fee"
    if parts.payment == "partial_upfront" and not sum(parts.hourly):
        return "paid in part upfront, but there is no hourly rate"
    return ""
