"""Prices of a scenario's purchase option, by platform and region, per unit of capacity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.hardware import Family, Instance, instances
from model.price import Price, find_price
from model.price_unit import units_in
from model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Offer:
    """A price of one platform, per unit.

    Attributes:
        instance: what is sold.
        price: its price per instance-hour.
        usd_per_unit: US dollars per unit of the scenario's `price_unit`; None where the chip has no
            peak in the scenario's precision.
        chosen: whether the scenario compares this platform.
        here: whether the scenario would buy at this price: its region, or the cheapest one.
    """

    instance: Instance
    price: Price
    usd_per_unit: float | None
    chosen: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Market:
    """What is sold under the scenario's purchase option.

    Attributes:
        scenario: whose region, option, unit and precision count.
        offers: every platform and region; those that the scenario would buy at first, then the
            cheapest per unit first.
        not_sold: platforms of the scenario that it finds no price for.
    """

    scenario: Scenario
    offers: tuple[Offer, ...]
    not_sold: tuple[Instance, ...]

    def here(self, family: Family | None = None) -> tuple[Offer, ...]:
        """What the scenario's own platforms cost where it buys, cheapest per unit first.

        Args:
            family: only this family; both if None.
        """
        return tuple(
            o
            for o in self.offers
            if o.here
            and o.chosen
            and o.usd_per_unit is not None
            and family in (None, o.instance.accelerator.family)
        )


def market(scenario: Scenario, prices: Sequence[Price]) -> Market:
    """What the scenario's purchase option costs on every known platform, in every region."""
    bought = {
        name: find_price(prices, name, scenario.region, str(scenario.bought_as(name)))
        for name in scenario.platforms
    }
    offers = [
        _offer(scenario, price, price == bought.get(price.instance_type))
        for price in _cheapest_by_place(
            p for p in prices if p.purchase_option == scenario.bought_as(p.instance_type)
        )
    ]
    return Market(
        scenario,
        tuple(sorted(offers, key=_rank)),
        tuple(instances()[name] for name, price in bought.items() if price is None),
    )


def _offer(scenario: Scenario, price: Price, here: bool) -> Offer:
    instance = instances()[price.instance_type]
    units = units_in(instance, scenario.price_unit, scenario.precision)
    return Offer(
        instance,
        price,
        None if units is None else price.usd_per_hour / units,
        price.instance_type in scenario.platforms,
        here,
    )


def _cheapest_by_place(prices: Iterable[Price]) -> list[Price]:
    """The lowest price of each known type in each region: zones differ."""
    lowest: dict[tuple[str, str], Price] = {}
    for price in prices:
        if price.instance_type in instances():
            place = (price.instance_type, price.region)
            known = lowest.get(place)
            if known is None or price.usd_per_hour < known.usd_per_hour:
                lowest[place] = price
    return list(lowest.values())


def _rank(offer: Offer) -> tuple[bool, float, str, str]:
    unit = float("inf") if offer.usd_per_unit is None else offer.usd_per_unit
    return (not offer.here, unit, offer.instance.instance_type, offer.price.region)
