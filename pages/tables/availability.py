"""Rows of where so many instances can be bought. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pages.tables.markdown import escaped, markdown
from pricing import Offer, PurchaseOption

MOST_REGIONS = 40
NOT_HERE = "\N{EN DASH}"


def availability_sentence(found: Sequence[Offer], instance_type: str, instances: int) -> str:
    """How many places sell so many of a type, and the cheapest of them at a fresh price."""
    sold = [offer for offer in found if offer.can_be_bought]
    best = next((offer for offer in sold if not offer.stale), sold[0] if sold else None)
    if best is None or best.usd_per_hour is None:
        return f"No price is known at which {instances:,} {instance_type} can be bought so."
    places = len({offer.region for offer in sold})
    option = best.purchase_option.replace("_", " ")
    age = ", at a stale price" if best.stale else ""
    return (
        f"{instances:,} {instance_type} can be bought in {places} "
        f"region{'s' if places > 1 else ''}, for least in {best.region}: "
        f"${best.usd_per_hour:,.2f} an instance-hour as {option}{age}."
    )


def availability_table(found: Sequence[Offer], titles: Mapping[str, str]) -> str:
    """Regions down, purchase options across; an option nobody sells the type under is left out.

    Args:
        found: all offers.
        titles: name of each purchase option.
    """
    options = [o for o in PurchaseOption if any(f.quote for f in found if f.purchase_option is o)]
    regions = list(dict.fromkeys(offer.region for offer in found))[:MOST_REGIONS]
    by_place = {(offer.region, offer.purchase_option): offer for offer in found}
    rows = [
        {
            "Region": f"**{escaped(region)}**",
            **{titles[option]: _cell(by_place[region, option]) for option in options},
        }
        for region in regions
    ]
    return markdown(rows)


def availability_limits(found: Sequence[Offer], titles: Mapping[str, str]) -> list[str]:
    """What a buyer must know of each option that the type is sold under, one line an option."""
    said: dict[str, str] = {}
    for offer in found:
        if offer.quote and offer.limits:
            said.setdefault(titles[offer.purchase_option], "; ".join(offer.limits))
    return [f"{escaped(title)}: {escaped(limits)}" for title, limits in said.items()]


def _cell(offer: Offer) -> str:
    if offer.quote is None:
        return NOT_HERE
    price = escaped(f"${offer.quote.usd_per_hour:,.2f}")
    if offer.why_not:
        return f"{price} :red-badge[no] {escaped(offer.why_not)}"
    price += _spot(offer)
    stale = " :orange-badge[stale]" if offer.stale else ""
    many = f", {offer.purchases} blocks" if offer.purchases > 1 else ""
    booked = f", {offer.booked_days}-day booking" if offer.booked_days else ""
    return f"{price}{many}{booked}{stale}"


def _spot(offer: Offer) -> str:
    """The zone of the cheapest price, what is usual in the region, and how often it is lost."""
    if offer.quote is None or not offer.quote.zone:
        return ""
    said = [f" in {escaped(offer.quote.zone)}"]
    if offer.zones > 1 and offer.median_usd is not None:
        usual = escaped(f"${offer.median_usd:,.2f}")
        said.append(f"median of {offer.zones} zones {usual}")
    if offer.taken_back:
        said.append(f"{escaped(offer.taken_back)} taken back a month")
    return ", ".join(said)
