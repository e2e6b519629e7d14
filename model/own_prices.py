"""The public prices with the user's own in their place, and what the user's hardware costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from model.hardware import instances
from model.ownership import owned_prices
from model.price import Price
from model.purchase_option import PurchaseOption
from model.scenario import Scenario
from model.scenario.prices_inputs import Discount, OwnPrice, read_discount, read_own_price

OWN_SOURCE = "Your own price"


def with_own_prices(prices: Sequence[Price], scenario: Scenario, today: date) -> tuple[Price, ...]:
    """The prices a scenario is answered from: the user's own first, then discounts, then public.

    An own price replaces every price of the same type, option and region, those of single zones
    too. Hardware of the user's own is priced by the hour beside them, where it is how the scenario
    buys. Of several discounts that cover a price the one for its family counts, and they are never
    added up. Spot has no list price: no discount covers it. Each changed price says so in its note.

    Args:
        prices: public prices.
        scenario: with the user's discounts and own prices.
        today: the day an own price holds.
    """
    own = [_price(given, today) for given in map(read_own_price, scenario.own_prices)]
    owned = owned_prices(scenario, today)
    if not own and not scenario.discounts:
        return (*owned, *prices)
    replaced = {_capacity(price) for price in own}
    discounts = [read_discount(text) for text in scenario.discounts]
    kept = (price for price in prices if _capacity(price) not in replaced)
    return (*owned, *own, *(_discounted(price, discounts) for price in kept))


def _price(given: OwnPrice, today: date) -> Price:
    return Price(
        provider=instances()[given.instance_type].provider,
        region=given.region,
        instance_type=given.instance_type,
        purchase_option=str(given.purchase_option),
        usd_per_hour=given.usd_per_hour,
        as_of=today,
        source=OWN_SOURCE,
        evidence="given in the scenario",
    )


def _capacity(price: Price) -> tuple[str, str, str]:
    return (price.instance_type, price.purchase_option, price.region)


def _discounted(price: Price, discounts: Sequence[Discount]) -> Price:
    covering = [d for d in discounts if _covers(d, price)]
    best = max(covering, key=lambda d: bool(d.family), default=None)
    if best is None:
        return price
    said = f"your discount of {best.percent} % on {price.usd_per_hour:g} USD"
    return price.model_copy(
        update={
            "usd_per_hour": price.usd_per_hour * (1 - best.percent / 100),
            "note": f"{said}; {price.note}" if price.note else said,
        }
    )


def _covers(discount: Discount, price: Price) -> bool:
    return (
        price.provider == discount.provider
        and price.purchase_option != PurchaseOption.SPOT
        and discount.family in ("", price.instance_type.split(".")[0])
    )
