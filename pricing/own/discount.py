"""A negotiated discount, by provider or by instance family."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pricing.quote import PurchaseOption, Quote


class Discount(BaseModel):
    """A share off the public price.

    Attributes:
        provider: whose prices, e.g. `aws`.
        percent: how much less is paid [%], at least 0 and below 100.
        family: instance family, e.g. `trn2`; empty for all of the provider.
        options: purchase options it is agreed for. Spot has no list price to be discounted, and
            is left out unless asked for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: Annotated[str, Field(min_length=1, max_length=100)]
    percent: float = Field(ge=0, lt=100, allow_inf_nan=False)
    family: str = Field(default="", max_length=100)
    options: frozenset[PurchaseOption] = frozenset(PurchaseOption) - {PurchaseOption.SPOT}

    def covers(self, quote: Quote) -> bool:
        """Whether the discount is of this quote."""
        family = quote.instance_type.split(".")[0]
        return (
            quote.provider == self.provider
            and quote.purchase_option in self.options
            and self.family in ("", family)
        )


def discounted(quotes: Iterable[Quote], discounts: Sequence[Discount]) -> tuple[Quote, ...]:
    """The quotes at the user's discounts; each says so, with the price before.

    Of several discounts that cover a quote the one for its family counts, then the largest; they
    are never added up.
    """
    return tuple(_discounted(quote, discounts) for quote in quotes)


def _discounted(quote: Quote, discounts: Sequence[Discount]) -> Quote:
    covering = [discount for discount in discounts if discount.covers(quote)]
    best = max(covering, key=lambda d: (bool(d.family), d.percent), default=None)
    if best is None or best.percent == 0:
        return quote
    said = f"your discount of {best.percent:g} % on {quote.usd_per_hour:g}"
    return quote.model_copy(
        update={
            "usd_per_hour": quote.usd_per_hour * (1 - best.percent / 100),
            "note": f"{said}; {quote.note}" if quote.note else said,
        }
    )
