"""Where a purchase can be made: the prices of each region worth looking at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.price import Price, find_price, where_sold
from model.purchase_option import PurchaseOption
from model.regions import ANY_REGION
from model.scenario import Scenario


def places(
    scenario: Scenario, name: str, options: Sequence[PurchaseOption], prices: Sequence[Price]
) -> list[dict[PurchaseOption, Price]]:
    """The prices by option of each region worth looking at: a run stays in the one it starts in.

    With any region allowed, those in which no option is cheaper than in another one are left out.
    """
    own = [price for price in prices if price.instance_type == name]
    regions = [scenario.region]
    if scenario.region == ANY_REGION:
        # Only what sells to everybody has a price in any region.
        cheapest = (find_price([price], name, ANY_REGION, price.purchase_option) for price in own)
        regions = sorted({price.region for price in cheapest if price is not None})
    found: list[dict[PurchaseOption, Price]] = []
    for region in regions:
        here = {o: p for o in options if (p := find_price(own, name, region, o)) is not None}
        if here and not any(_no_dearer(other, here) for other in found):
            found = [other for other in found if not _no_dearer(here, other)]
            found.append(here)
    return found


def _no_dearer(one: Mapping[PurchaseOption, Price], other: Mapping[PurchaseOption, Price]) -> bool:
    """Whether every option of the other is sold in the one as well, at no higher price."""
    return all(o in one and one[o].usd_per_hour <= p.usd_per_hour for o, p in other.items())


def no_price(prices: Sequence[Price], name: str, region: str, option: PurchaseOption) -> str:
    """Why an option has no price."""
    if option is PurchaseOption.OWNED:
        return "no purchase price known: enter one"
    return f"no price: {where_sold(prices, name, region, option)}"
