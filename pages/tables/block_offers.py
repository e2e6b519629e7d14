"""Rows of the Capacity Blocks AWS would sell now. Nothing is drawn here."""

from __future__ import annotations

from pages.tables.markdown import escaped, markdown
from pricing import BlockOffers

MOST_SHOWN = 20


def offers_text(found: BlockOffers) -> str:
    """The offers as a table, or in words why there are none."""
    count, days = found.asked
    wanted = f"a {days:,}-day block of size {count:,}"
    if found.error:
        return escaped(f"AWS was not asked for {wanted}: {found.error}.")
    if not found.offers:
        return f"AWS offers no block now that fits {wanted}."
    rows = [
        {
            "Starts": f"{offer.start:%d %b %Y %H:%M} UTC",
            "Hours": f"{offer.hours:g}",
            "Instances": f"{offer.instances:,}",
            "Zone": escaped(offer.zone),
            "Paid up front": escaped(f"${offer.upfront_usd:,.0f}"),
            "Per instance-hour": escaped(f"${offer.usd_per_hour:,.2f}"),
        }
        for offer in found.offers[:MOST_SHOWN]
    ]
    return f"Asked for {wanted}:\n\n{markdown(rows)}"
