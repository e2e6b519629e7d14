"""Every price in every unit: the long table of the Prices page and its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.hardware import Instance, instances
from model.price import Price
from model.price_unit import PriceUnit, units_in
from model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """One price in every unit.

    Attributes:
        price: the price per instance-hour.
        instance: what is sold; None for a type whose hardware is not known here.
        usd_per_accelerator_hour: None where the hardware is not known.
        usd_per_pflop_hour: per dense PFLOP/s in the scenario's precision; None where the chip has
            no such peak or is not known.
        usd_per_gib_hour: per GiB of accelerator memory; None where the hardware is not known.
    """

    price: Price
    instance: Instance | None
    usd_per_accelerator_hour: float | None
    usd_per_pflop_hour: float | None
    usd_per_gib_hour: float | None


def price_list(scenario: Scenario, prices: Sequence[Price]) -> tuple[ListedPrice, ...]:
    """Every price, the scenario's platforms first, then by type, option, region and price."""
    ordered = sorted(
        prices,
        key=lambda p: (
            p.instance_type not in scenario.platforms,
            p.instance_type,
            p.purchase_option,
            p.region,
            p.usd_per_hour,
        ),
    )
    return tuple(_listed(price, scenario) for price in ordered)


def _listed(price: Price, scenario: Scenario) -> ListedPrice:
    instance = instances().get(price.instance_type)

    def per(unit: PriceUnit) -> float | None:
        units = units_in(instance, unit, scenario.precision) if instance else None
        return None if units is None else price.usd_per_hour / units

    return ListedPrice(
        price,
        instance,
        per(PriceUnit.ACCELERATOR_HOUR),
        per(PriceUnit.PFLOP_HOUR),
        per(PriceUnit.GIB_HOUR),
    )
