"""Rows of the Prices page. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from model.market import ListedPrice, Market, per
from model.wording import DASH, usd
from pages.shared import labels
from pages.tables.markdown import escaped, markdown
from pages.tables.platforms import age_in_words, family_name, is_stale, short_name


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


def here_table(found: Market, today: date) -> str:
    """What the scenario's platforms cost where it buys, with source and age."""
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


def list_rows(listed: Iterable[ListedPrice], today: date) -> list[dict[str, Any]]:
    """Every price in every unit, for the long table and its file."""
    return [
        {
            "Platform": row.price.instance_type,
            "Chip": row.instance.accelerator.name if row.instance else "",
            "Option": labels.bought_as(row.price.purchase_option, row.price.payment),
            "Region": row.price.region,
            "USD per instance-hour": row.price.usd_per_hour,
            "USD per chip-hour": row.usd_per_accelerator_hour,
            "USD per PFLOP/s-hour": row.usd_per_pflop_hour,
            "USD per GiB-hour": row.usd_per_gib_hour,
            "As of": row.price.as_of,
            "State": "stale" if is_stale(row.price.as_of, today) else "fresh",
            "Source": row.price.source,
            "Provider": row.price.provider,
            "Note": row.price.note,
            "Read at": row.price.evidence,
        }
        for row in listed
    ]


def list_file(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The long table as a file holds it: days as ISO dates."""
    return [{**row, "As of": row["As of"].isoformat()} for row in rows]


def list_columns() -> dict[str, Any]:
    """How the columns of the long table are written."""
    from streamlit import column_config as column

    dollars = {
        "USD per instance-hour": "$%.2f",
        "USD per chip-hour": "$%.3f",
        "USD per PFLOP/s-hour": "$%.3f",
        "USD per GiB-hour": "$%.4f",
    }
    return {name: column.NumberColumn(format=text) for name, text in dollars.items()}
