"""Reserved rates are printed in two parts: an upfront fee and an hourly rate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pricing.checks import Rejected
from pricing.sources.terms import HOURS_PER_YEAR, PAYMENTS, RESERVED, reserved_price, years_of

HOURLY, UPFRONT = "Hrs", "Quantity"
Row = Mapping[str, str]


@dataclass
class _Offer:
    quote: Mapping[str, object]
    length: str
    option: str
    parts: dict[str, list[float]] = field(default_factory=dict)

    def part(self, unit: str) -> float | None:
        found = self.parts.get(unit, [])
        if len(found) > 1:
            raise ValueError("more than one fee or rate for one offer")
        return found[0] if found else None


class ReservedRates:
    """Collects the parts of reserved rates, and adds them up when all have been seen."""

    def __init__(self) -> None:
        self._offers: dict[tuple[str, str], _Offer] = {}

    def add(self, row: Row, quote: Mapping[str, object]) -> None:
        """Take in one row of the list.

        Args:
            row: with the unit and the price of one part.
            quote: the fields of the quote that all parts share.

        Raises:
            ValueError: the price is no number.
        """
        usd = float(row["PricePerUnit"])
        length, option = row["LeaseContractLength"], row["PurchaseOption"]
        identity = (row["SKU"], row["OfferTermCode"])
        offer = self._offers.setdefault(identity, _Offer(quote, length, option))
        offer.parts.setdefault(row["Unit"], []).append(usd)

    def quotes(self, rejected: list[Rejected]) -> Iterator[dict[str, object]]:
        """Fields of the quotes; what could not be added up goes to `rejected` with the reason."""
        for (sku, _), offer in self._offers.items():
            try:
                yield _quote(offer)
            except ValueError as error:
                label = f"{offer.quote['instance_type']} reserved {offer.length} {sku}"
                rejected.append(Rejected(label[:200], str(error)))


def _quote(offer: _Offer) -> dict[str, object]:
    years = years_of(offer.length)
    payment = PAYMENTS.get(offer.option)
    if payment is None:
        raise ValueError(f"{offer.option[:40]!r} is no known way to pay")
    odd = set(offer.parts) - {HOURLY, UPFRONT}
    if odd:
        raise ValueError(f"a price per {min(odd)[:40]!r}")
    hourly, upfront = offer.part(HOURLY), offer.part(UPFRONT)
    hours = years * HOURS_PER_YEAR
    return {
        **offer.quote,
        "purchase_option": RESERVED[years],
        "payment": payment,
        "usd_per_hour": reserved_price(payment, hourly, upfront, years),
        "note": f"{upfront:,.0f} USD upfront, spread over {hours:,} hours" if upfront else "",
    }
