"""The AWS Price List API: on-demand and reserved prices of one instance type, every region.

`pricing.GetProducts`; each item is a JSON text of its own. Without the filter on `marketoption` a
Capacity Block twin at 0 USD comes along. Docs: AWS Billing, "Using the AWS Price List Query API".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pricing.checks import Rejected
from pricing.fetch.client import Client
from pricing.quote import PurchaseOption
from pricing.sources.aws_account.session import aws_client, errors_for_people
from pricing.sources.aws_types import accelerator_types
from pricing.sources.parsed import MISSHAPEN, LayoutChanged, Parsed, SourceRefused, parsed_rows
from pricing.sources.source import Part, Reading, read_calls
from pricing.sources.terms import PAYMENTS, RESERVED, reserved_price, years_of

SOURCE = "AWS Price List API"
NAME = "aws_price_list_api"
ACTION = "pricing:GetProducts"
# The service answers in three regions; which one says nothing of whose prices are told.
ASKED_IN = "us-east-1"
WANTED = {
    "operatingSystem": "Linux",
    "tenancy": "Shared",
    "capacitystatus": "Used",
    "preInstalledSw": "NA",
    "marketoption": "OnDemand",
}
MOST_PAGES = 50


def parse(items: Iterable[str], evidence: str, fetched_at: datetime) -> Parsed:
    """Quotes of the products in the answer's pages.

    Args:
        items: the JSON texts of `PriceList`.
        evidence: what was asked.
        fetched_at: when (UTC).

    Raises:
        LayoutChanged: an item is not in the known format, or none holds a price.
    """
    rows: list[dict[str, object]] = []
    rejected: list[Rejected] = []
    for item in items:
        try:
            product = json.loads(item)
            found = product["product"]["attributes"]
            as_of = datetime.fromisoformat(product["publicationDate"]).date()
            other = [name for name, value in WANTED.items() if found.get(name) != value]
            if other:
                label = f"{found.get('instanceType')} {found.get('regionCode')}"[:200]
                rejected.append(Rejected(label, f"{other[0]} is {found.get(other[0])!r}"))
                continue
            common = {
                "provider": "aws",
                "region": found["regionCode"],
                "instance_type": found["instanceType"],
                "as_of": as_of,
                "source": SOURCE,
                "evidence": evidence,
                "fetched_at": fetched_at,
            }
            rows += [{**common, **row} for row in _terms(product.get("terms", {}))]
        except MISSHAPEN as error:
            raise LayoutChanged(f"{SOURCE}: not in the known format: {error}") from error
    return parsed_rows(SOURCE, rows, rejected)


def read(client: Client, known: Mapping[str, str]) -> Reading:
    """Ask for every instance type with accelerators.

    Raises:
        FetchError: none could be asked, the first for this reason.
        SourceRefused: none is believed, the first for this reason.
    """
    api = aws_client(client, "pricing", ASKED_IN, NAME)

    def ask(instance_type: str) -> Part:
        asked = f"{ACTION} {instance_type}"
        with errors_for_people(f"{SOURCE}, {instance_type}", ACTION):
            items = list(_items(api, instance_type))
        if not items:  # trn2 and p5e are in no price list: nothing to tell, and no error
            return Part(asked, client.now(), Parsed((), ()))
        return Part(asked, client.now(), parse(items, asked, client.now()))

    return read_calls(client, accelerator_types(), ask)


def _items(api: Any, instance_type: str) -> Iterator[str]:
    wanted = {**WANTED, "instanceType": instance_type}
    filters = [{"Type": "TERM_MATCH", "Field": k, "Value": v} for k, v in wanted.items()]
    pages = api.get_paginator("get_products").paginate(
        ServiceCode="AmazonEC2", Filters=filters, FormatVersion="aws_v1"
    )
    for number, page in enumerate(pages, start=1):
        if number > MOST_PAGES:
            raise SourceRefused(f"{SOURCE}: more than {MOST_PAGES} pages of {instance_type}")
        yield from page["PriceList"]


def _terms(terms: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    for term in terms.get("OnDemand", {}).values():
        hourly, _ = _parts(term)
        option = PurchaseOption.ON_DEMAND
        yield {"purchase_option": option, "usd_per_hour": hourly, "valid_from": _since(term)}
    for term in terms.get("Reserved", {}).values():
        said = term["termAttributes"]
        if said["OfferingClass"] != "standard":
            continue
        years = years_of(said["LeaseContractLength"])
        payment = PAYMENTS[said["PurchaseOption"]]
        hourly, upfront = _parts(term)
        yield {
            "purchase_option": RESERVED[years],
            "payment": payment,
            "usd_per_hour": reserved_price(payment, hourly, upfront, years),
            "valid_from": _since(term),
        }


def _since(term: Mapping[str, Any]) -> str | None:
    """The day the price began to hold, where that is told."""
    return term.get("effectiveDate", "")[:10] or None


def _parts(term: Mapping[str, Any]) -> tuple[float | None, float]:
    """The hourly price and what is paid up front [USD]; None where no hourly price is told."""
    hourly, upfront = None, 0.0
    for dimension in term["priceDimensions"].values():
        amount = float(dimension["pricePerUnit"]["USD"])
        if dimension["unit"] == "Hrs":
            hourly = amount
        elif dimension["unit"] == "Quantity":
            upfront = amount
        else:
            raise ValueError(f"a price per {dimension['unit'][:40]!r}")
    return hourly, upfront
