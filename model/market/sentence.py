"""What the market says in a sentence."""

from __future__ import annotations

from model.comparison.sentence import Sentence
from model.hardware import Family
from model.market.market import Market, Offer
from model.price_unit import PriceUnit
from model.wording import percent, usd

_PER = {
    PriceUnit.INSTANCE_HOUR: "instance-hour",
    PriceUnit.ACCELERATOR_HOUR: "chip-hour",
    PriceUnit.PFLOP_HOUR: "dense PFLOP/s-hour",
    PriceUnit.GIB_HOUR: "GiB-hour of accelerator memory",
}


def per(unit: PriceUnit) -> str:
    """What the price is per, in words."""
    return _PER[unit]


def market_sentence(found: Market, option: str) -> Sentence:
    """The cheapest Trainium against the cheapest NVIDIA platform per unit of capacity.

    Args:
        found: the market.
        option: the purchase option in words.
    """
    trainium, nvidia = found.here(Family.TRAINIUM), found.here(Family.NVIDIA)
    unit = per(found.scenario.price_unit)
    if not trainium or not nvidia:
        return _one_sided(found, option)
    left, right = trainium[0], nvidia[0]
    ratio = _unit_price(left) / _unit_price(right)
    difference = "the same" if round(ratio, 2) == 1 else percent(ratio - 1)
    direction = "" if round(ratio, 2) == 1 else " less" if ratio < 1 else " more"
    return Sentence(
        f"{_name(left)} costs {difference}{direction} per {unit} than {_name(right)}",
        f"{option}: {_full(left)} at {_amount(left)} per {unit}, {_full(right)} at "
        f"{_amount(right)}. A price says nothing of speed: what a run costs is on Compare.",
    )


def _one_sided(found: Market, option: str) -> Sentence:
    here = found.here()
    missing = ", ".join(i.instance_type for i in found.not_sold)
    detail = f"Without a price here: {missing}." if missing else ""
    if not here:
        return Sentence(
            "None of these platforms is sold this way here",
            f"{option}. {detail} Choose another option or region in the form.",
        )
    best = here[0]
    unit = per(found.scenario.price_unit)
    return Sentence(
        f"{_name(best)} is the cheapest here at {_amount(best)} per {unit}",
        f"{option}: {_full(best)}. {detail} One family alone has a price, so nothing is compared.",
    )


def _unit_price(offer: Offer) -> float:
    assert offer.usd_per_unit is not None
    return offer.usd_per_unit


def _amount(offer: Offer) -> str:
    return usd(_unit_price(offer))


def _name(offer: Offer) -> str:
    return offer.instance.accelerator.name


def _full(offer: Offer) -> str:
    return f"{_name(offer)} ({offer.instance.instance_type}, {offer.price.region})"
