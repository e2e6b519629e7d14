"""Rows of the Prices page. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from model.market import ListedPrice, Market, per
from model.price import Price
from model.purchase_option import PurchaseOption
from model.wording import DASH, counted, usd
from pages.shared import labels
from pages.tables.markdown import breakable, escaped, markdown
from pages.tables.platforms import age_in_words, family_name, is_stale, short_name

# Instance type, region, purchase option, payment.
Place = tuple[str, str, str, str]
# The same, and the source.
Said = tuple[str, str, str, str, str]
FRESH, STALE = "fresh", "stale"


class Told(Protocol):
    """What the book says of a price beside it."""

    @property
    def zone(self) -> str:
        """Of which zone it is; empty where it is of the region."""

    @property
    def valid_from(self) -> date | None:
        """The day it began to hold."""

    @property
    def fetched_at(self) -> datetime | None:
        """When it was read."""


class Lost(Protocol):
    """How often spot instances are taken back."""

    @property
    def label(self) -> str:
        """In a month, in words."""


def chart_rows(found: Market) -> list[dict[str, Any]]:
    """Chart rows of the scenario's platforms, in the order of what they cost where it buys."""
    order = {o.instance.instance_type: rank for rank, o in enumerate(found.here())}
    return [
        {
            "platform": short_name(o.instance),
            "family": family_name(o.instance),
            "order": order.get(o.instance.instance_type, len(order)),
            "usd": o.usd_per_unit,
            "here": o.here,
            "text": usd(o.usd_per_unit),
            "where": f"{usd(o.usd_per_unit)} in {o.price.region}",
        }
        for o in found.offers
        if o.chosen and o.usd_per_unit is not None
    ]


def chart_in_words(found: Market) -> str:
    """What the chart shows, for people who do not see it."""
    said = [f"{short_name(o.instance)} {usd(o.usd_per_unit or 0)}" for o in found.here()]
    return f"Price per {per(found.scenario.price_unit)}, cheapest first: " + "; ".join(said)


def here_shown(found: Market, today: date, stale: Container[Said]) -> str:
    """What the scenario's platforms cost where it buys, narrow enough for a phone.

    Args:
        found: the market.
        today: from which the age of a price is counted.
        stale: prices older than their source lets a fresh one be.
    """
    unit = per(found.scenario.price_unit)
    rows = [
        {
            "Platform": f"**{escaped(o.instance.accelerator.name)}** "
            f"{escaped(o.instance.instance_type)}",
            f"Per {unit}": DASH if o.usd_per_unit is None else escaped(usd(o.usd_per_unit)),
            "Per instance-hour": escaped(f"${o.price.usd_per_hour:,.2f}"),
            "Where, age and source": "; ".join(
                filter(
                    None,
                    (
                        escaped(o.price.region),
                        _age_and_state(o.price, today, stale),
                        escaped(breakable(o.price.source)),
                        escaped(breakable(o.price.note)),
                    ),
                )
            ),
        }
        for o in found.offers
        if o.here and o.chosen
    ]
    return markdown(rows)


def here_table(found: Market, today: date) -> str:
    """What the scenario's platforms cost where it buys, with source and age; for a file."""
    unit = per(found.scenario.price_unit)
    rows = [
        {
            "Platform": f"**{escaped(short_name(o.instance))}**",
            f"Per {unit}": DASH if o.usd_per_unit is None else escaped(usd(o.usd_per_unit)),
            "Per instance-hour": escaped(f"${o.price.usd_per_hour:,.2f}"),
            "Region": escaped(o.price.region),
            "Source": escaped(o.price.source),
            "Age": age_cell(o.price.as_of, today),
            "Note": escaped(o.price.note) or DASH,
        }
        for o in found.offers
        if o.here and o.chosen
    ]
    return markdown(rows)


def age_cell(as_of: date, today: date) -> str:
    """The age of a price, amber when it is stale."""
    text = escaped(age_in_words(as_of, today))
    return f":orange-badge[:material/schedule: {text}]" if is_stale(as_of, today) else text


def _age_and_state(price: Price, today: date, stale: Container[Said]) -> str:
    """The age of a price with as short a badge as can be: its text is not broken."""
    age = f"{counted(max(0, (today - price.as_of).days), 'day')} old"
    return f"{age} :orange-badge[{STALE}]" if _is_stale(price, today, stale) else age


def _is_stale(price: Price, today: date, stale: Container[Said]) -> bool:
    """Whether a price is old, or older than its source lets a fresh one be."""
    place = (price.instance_type, price.region, price.purchase_option, price.payment)
    return is_stale(price.as_of, today) or (*place, price.source) in stale


def list_rows(
    listed: Iterable[ListedPrice],
    today: date,
    quotes: Mapping[Place, Told],
    taken_back: Mapping[tuple[str, str], Lost],
    stale: Container[Said],
) -> list[dict[str, Any]]:
    """Every price in every unit, for the long table and its file.

    Args:
        listed: the prices.
        today: from which their age is counted.
        quotes: what the book says of each beside its price.
        taken_back: how often spot instances are, by type and region.
        stale: prices older than their source lets a fresh one be.
    """
    rows = []
    for one in listed:
        price = one.price
        quote = quotes.get(
            (price.instance_type, price.region, price.purchase_option, price.payment)
        )
        lost = taken_back.get((price.instance_type, price.region))
        is_spot = price.purchase_option == PurchaseOption.SPOT
        rows.append(
            {
                "Platform": price.instance_type,
                "USD per instance-hour": price.usd_per_hour,
                "Option": labels.bought_as(price.purchase_option, price.payment),
                "Region": price.region,
                "Age (days)": max(0, (today - price.as_of).days),
                "State": STALE if _is_stale(price, today, stale) else FRESH,
                "Source": price.source,
                "USD per chip-hour": one.usd_per_accelerator_hour,
                "USD per PFLOP/s-hour": one.usd_per_pflop_hour,
                "USD per GiB-hour": one.usd_per_gib_hour,
                "Chip": one.instance.accelerator.name if one.instance else "",
                "Zone": quote.zone if quote else "",
                "Taken back a month": lost.label if is_spot and lost else "",
                "As of": price.as_of,
                "Holds since": quote.valid_from if quote else None,
                "Fetched": quote.fetched_at if quote else None,
                "Provider": price.provider,
                "Note": price.note,
                "Read at": price.evidence,
            }
        )
    return rows


def list_shown(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The long table as it is shown: the state as a badge, which takes a list."""
    return [{**row, "State": [row["State"]]} for row in rows]


def list_file(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The long table as a file holds it: days and times in ISO 8601."""
    return [
        {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in rows
    ]


def list_columns() -> dict[str, Any]:
    """How the columns of the long table are written."""
    from streamlit import column_config as column

    dollars = {
        "USD per instance-hour": "$%.2f",
        "USD per chip-hour": "$%.3f",
        "USD per PFLOP/s-hour": "$%.3f",
        "USD per GiB-hour": "$%.4f",
    }
    return {
        **{name: column.NumberColumn(format=text) for name, text in dollars.items()},
        "State": column.MultiselectColumn(options=[FRESH, STALE], color=["green", "orange"]),
        "Fetched": column.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
    }
