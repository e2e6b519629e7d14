"""Prices as the model takes them: from the price book, a file or a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.purchase_option import PurchaseOption
from model.regions import ANY_REGION, OWN_SITE, regions


class Price(BaseModel):
    """US dollars for one instance for one hour, under one purchase option in one region.

    Attributes:
        provider: who sells it, e.g. `aws`.
        region: the provider's code of the region or local zone.
        instance_type: the provider's own name of the type.
        purchase_option: under which terms, e.g. `capacity_block`.
        usd_per_hour: US dollars per instance-hour.
        as_of: the day the price held at its source.
        source: short name of the source.
        evidence: where exactly it was read.
        note: what a reader must know of this price.
        energy_usd_per_hour: what of `usd_per_hour` is electricity, where it is paid apart: on owned
            hardware. In the rent of everything else it is included.
        low_factor: where a tenth of the probability lies below, over `usd_per_hour`: of what is
            computed from uncertain terms, as an hour of owned hardware is.
        high_factor: where a tenth lies above, likewise.
        payment: how a term is paid, e.g. `no_upfront`; empty where there is no term. What is paid
            upfront is part of `usd_per_hour`, spread over the hours of the term.
        taken_back: share of the instances that the provider says it took back in the last month,
            in its words, e.g. `5-10%`; empty where it says nothing.
        taken_back_read: the day that was read; empty where unknown.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    provider: str
    region: str
    instance_type: str
    purchase_option: str
    usd_per_hour: float = Field(gt=0, allow_inf_nan=False)
    as_of: date
    source: str
    evidence: str = ""
    note: str = ""
    energy_usd_per_hour: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    low_factor: float = Field(default=1.0, gt=0, le=1)
    high_factor: float = Field(default=1.0, ge=1, allow_inf_nan=False)
    payment: str = ""
    taken_back: str = ""
    taken_back_read: str = ""


def prices_from_rows(rows: Iterable[Mapping[str, object]]) -> tuple[Price, ...]:
    """Prices from plain rows, such as the quotes `python -m pricing quotes --json` prints.

    Raises:
        ValueError: a row is no price; the text names the row and the field.
    """
    prices: list[Price] = []
    for number, row in enumerate(rows, start=1):
        try:
            prices.append(Price.model_validate(row))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "row"
            raise ValueError(f"quote {number}: {field}: {first['msg']}") from None
    return tuple(prices)


def find_price(
    prices: Iterable[Price], instance_type: str, region: str, purchase_option: str
) -> Price | None:
    """The lowest price of exactly this type, region and option; None if it is not sold so.

    With `any` as region, the cheapest region that sells to everybody. Hardware that is owned
    stands where its owner says, whatever the region.
    """
    matching = [
        price
        for price in prices
        if price.instance_type == instance_type
        and price.purchase_option == purchase_option
        and (price.region in (region, OWN_SITE) or (region == ANY_REGION and _open(price.region)))
    ]
    return min(matching, key=lambda price: (price.usd_per_hour, price.region), default=None)


def where_sold(prices: Sequence[Price], instance_type: str, region: str, option: str) -> str:
    """In words, for somebody who found no price: how else, and where else, the type is sold."""
    own = [
        price
        for price in prices
        if price.instance_type == instance_type and price.purchase_option != PurchaseOption.OWNED
    ]
    elsewhere = sorted({p.region for p in own if p.purchase_option == option})
    if elsewhere:
        return f"sold so in {_list(elsewhere)}"
    here = sorted({p.purchase_option for p in own if p.region == region})
    if here:
        return f"sold in {region} as {_list([_words(option) for option in here])}"
    otherwise = sorted({p.purchase_option for p in own})
    if otherwise:
        return f"sold elsewhere as {_list([_words(option) for option in otherwise])}"
    return "no public price known"


def _open(region: str) -> bool:
    known = regions().get(region)
    return known is None or not known.restricted


def _words(option: str) -> str:
    return option.replace("_", " ")


def _list(items: Sequence[str]) -> str:
    shown = ", ".join(items[:4])
    return f"{shown} and {len(items) - 4} more" if len(items) > 4 else shown
