"""What an hour of owned hardware costs: its purchase, hosting, upkeep and electricity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from model.data_files import rows
from model.energy import mean_kw, rated_kw
from model.hardware import Instance, instances
from model.price import Price
from model.purchase_option import PurchaseOption
from model.regions import OWN_SITE
from model.run_defaults import RunDefault, read_defaults
from model.scenario.ownership_inputs import OwnershipInputs, can_be_owned, read_server_price
from model.scenario.scenario import Scenario
from model.units import HOURS_PER_MONTH, HOURS_PER_YEAR
from model.wording import DASH, usd

# As a source of prices: the purchase price was typed in, or is a published one.
GIVEN = "Price given in the scenario"
TYPED, PUBLISHED = "Your purchase price", "Published purchase price"


@dataclass(frozen=True, slots=True)
class ServerPrice:
    """What new hardware with one kind of chip is published to cost, without the network between.

    Attributes:
        usd: US dollars for so many chips.
        chips: chips in what is sold.
        evidence_class: vendor or assumed.
        source: where it is published.
        as_of: when it was published, or read.
        notes: what a reader must know of it.
    """

    usd: float
    chips: int
    evidence_class: str
    source: str
    as_of: date
    notes: str


@dataclass(frozen=True, slots=True)
class OwnedCost:
    """What one server costs that is owned.

    Attributes:
        purchase_usd: its price with its share of the network [USD].
        purchase_usd_per_hour: the same over the hours that it is used in its life [USD/h].
        upkeep_usd_per_hour: repairs, spares and support [USD/h of use].
        hosting_usd_per_hour: room, cooling and power connection [USD/h of use].
        energy_usd_per_hour: electricity while it trains, at the data centre's meter [USD/h].
        published: where the purchase price comes from; None for the user's own.
    """

    purchase_usd: float
    purchase_usd_per_hour: float
    upkeep_usd_per_hour: float
    hosting_usd_per_hour: float
    energy_usd_per_hour: float
    published: ServerPrice | None

    @property
    def usd_per_hour(self) -> float:
        """All of it [USD per hour of use]."""
        paid_anyway = self.purchase_usd_per_hour + self.upkeep_usd_per_hour
        return paid_anyway + self.hosting_usd_per_hour + self.energy_usd_per_hour


@cache
def server_prices() -> Mapping[str, ServerPrice]:
    """Published purchase prices by accelerator."""
    return MappingProxyType(
        {
            row["accelerator"]: ServerPrice(
                float(row["usd"]),
                int(row["chips"]),
                row["class"],
                row["source"],
                date.fromisoformat(row["as_of"]),
                row["notes"],
            )
            for row in rows("server_prices.csv")
        }
    )


@cache
def ownership_defaults() -> Mapping[str, RunDefault]:
    """What is taken where the user says nothing, by the name of the scenario's field."""
    return read_defaults("ownership_defaults.csv")


def published_usd(instance: Instance) -> float | None:
    """Published price of a server like this with its share of the network [USD], if there is one.

    The network between servers is a share of what the whole cluster costs.
    """
    known = server_prices().get(instance.accelerator.id)
    if known is None:
        return None
    alone = known.usd * instance.accelerators / known.chips
    return alone / (1 - ownership_defaults()["network_share"].value)


def owned_cost(instance: Instance, given: OwnershipInputs) -> OwnedCost | None:
    """What an hour of use of a server costs that is owned.

    Purchase, upkeep and hosting are paid whether it is used or not, and spread over the hours of
    use; electricity is counted while it trains.

    Args:
        instance: a type whose hardware it has.
        given: the user's purchase prices and terms.

    Returns:
        The cost, or None where the hardware is not sold, its power is not published, or nobody
        told its price.

    Source: Barroso, Hölzle and Ranganathan, The Datacenter as a Computer (2018), chapter 6:
    depreciation, operating expenses and electricity over the hours of use.
    """
    rated, mean = rated_kw(instance.accelerator), mean_kw(instance.accelerator)
    if not can_be_owned(instance.instance_type) or rated is None or mean is None:
        return None
    typed = dict(map(read_server_price, given.server_prices)).get(instance.instance_type)
    price = published_usd(instance) if typed is None else float(typed)
    if price is None:
        return None
    use = term(given, "owned_use_percent") / 100
    hosting = rated * instance.accelerators * term(given, "hosting_usd_per_kw_month")
    mwh = mean * instance.accelerators * pue(given) / 1000
    return OwnedCost(
        purchase_usd=price,
        purchase_usd_per_hour=price / (term(given, "service_years") * HOURS_PER_YEAR * use),
        upkeep_usd_per_hour=price * term(given, "upkeep_percent") / 100 / (HOURS_PER_YEAR * use),
        hosting_usd_per_hour=hosting / (HOURS_PER_MONTH * use),
        energy_usd_per_hour=mwh * term(given, "electricity_usd_per_mwh"),
        published=server_prices()[instance.accelerator.id] if typed is None else None,
    )


def term(given: OwnershipInputs, name: str) -> float:
    """A term of owning: the user's, or else the published default."""
    value = getattr(given, name)
    return ownership_defaults()[name].value if value is None else float(value)


def pue(given: OwnershipInputs) -> float:
    """Power usage effectiveness of where owned hardware stands."""
    return term(given, "pue_percent") / 100


def spread_factors(instance: Instance, given: OwnershipInputs) -> tuple[float, float]:
    """Ends of the central 80 % of what an hour costs, over its median.

    Each term that the user has not set goes to the two ends of its published range while the others
    stay, a published purchase price by as much as street prices differ; what they do to the
    logarithm of the cost adds up as independent parts (JCGM 100:2008, section 5.1).
    """
    usual = owned_cost(instance, given)
    if usual is None:
        return 1.0, 1.0
    hours = [
        [_with_term(instance, given, name, end) for end in (default.low, default.high)]
        for name, default in ownership_defaults().items()
        if name in OwnershipInputs.model_fields and getattr(given, name) is None
    ]
    if usual.published is not None:
        anyway = usual.purchase_usd_per_hour + usual.upkeep_usd_per_hour
        hours.append([usual.usd_per_hour + anyway * (f - 1) for f in _street_factors()])
    down = [math.log(min(*ends, usual.usd_per_hour) / usual.usd_per_hour) for ends in hours]
    up = [math.log(max(*ends, usual.usd_per_hour) / usual.usd_per_hour) for ends in hours]
    return math.exp(-math.hypot(*down)), math.exp(math.hypot(*up))


def _with_term(instance: Instance, given: OwnershipInputs, name: str, value: float) -> float:
    """An hour of use with one term at another value [USD]."""
    cost = owned_cost(instance, given.model_copy(update={name: value}))
    assert cost is not None
    return cost.usd_per_hour


def _street_factors() -> tuple[float, float]:
    """By how much a purchase may differ from a published price."""
    (row,) = (r for r in rows("price_moves.csv") if r["purchase_option"] == PurchaseOption.OWNED)
    return float(row["low"]), float(row["high"])


def owned_prices(scenario: Scenario, today: date) -> tuple[Price, ...]:
    """Prices of the scenario's platforms as hardware of the user's own, of those that have one.

    Args:
        scenario: with the platforms, and what owning costs.
        today: the day a price of the user's own holds.
    """
    if scenario.purchase_option is not PurchaseOption.OWNED:
        return ()
    found = ((name, owned_cost(instances()[name], scenario)) for name in scenario.platforms)
    return tuple(_price(name, cost, scenario, today) for name, cost in found if cost is not None)


def _price(name: str, cost: OwnedCost, scenario: Scenario, today: date) -> Price:
    published = cost.published
    low, high = spread_factors(instances()[name], scenario)
    return Price(
        provider="own",
        region=OWN_SITE,
        instance_type=name,
        purchase_option=str(PurchaseOption.OWNED),
        usd_per_hour=cost.usd_per_hour,
        energy_usd_per_hour=cost.energy_usd_per_hour,
        low_factor=low,
        high_factor=high,
        as_of=published.as_of if published else today,
        source=PUBLISHED if published else TYPED,
        evidence=f"{terms_in_words(cost, scenario)}. {published.source if published else GIVEN}",
        note=parts_in_words(cost) + _range_in_words(cost, low, high),
    )


def parts_in_words(cost: OwnedCost) -> str:
    """What an hour of use is made of, e.g. `$9.13 purchase, $2.74 upkeep, ...`."""
    parts = {
        "purchase": cost.purchase_usd_per_hour,
        "upkeep": cost.upkeep_usd_per_hour,
        "hosting": cost.hosting_usd_per_hour,
        "electricity": cost.energy_usd_per_hour,
    }
    return ", ".join(f"${value:,.2f} {name}" for name, value in parts.items())


def _range_in_words(cost: OwnedCost, low: float, high: float) -> str:
    """The 80 % range of an hour, where something about it is not the user's own figure."""
    if low == high:
        return ""
    ends = [f"${cost.usd_per_hour * factor:,.2f}" for factor in (low, high)]
    return f"; 80 % range of the whole {DASH.join(ends)}"


def terms_in_words(cost: OwnedCost, given: OwnershipInputs) -> str:
    """What an hour was computed from: `$383K a server with its network, 5 years, 80 % in use`."""
    years, use = term(given, "service_years"), term(given, "owned_use_percent")
    return f"{usd(cost.purchase_usd)} a server with its network, {years:g} years, {use:g} % in use"
