"""AWS's price list files in their formats, with made-up offers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

HEADER = (
    "SKU", "OfferTermCode", "RateCode", "TermType", "PriceDescription", "EffectiveDate",
    "StartingRange", "EndingRange", "Unit", "PricePerUnit", "Currency", "RelatedTo",
    "LeaseContractLength", "PurchaseOption", "OfferingClass", "Product Family", "serviceCode",
    "Location", "Location Type", "Instance Type", "Operating System", "License Model", "Tenancy",
    "CapacityStatus", "Pre Installed S/W", "GPU", "MarketOption", "Region Code",
)  # fmt: skip
ROW = {
    "SKU": "AAAA", "OfferTermCode": "JRTCKXETXF", "RateCode": "AAAA.JRTCKXETXF.6YS6EN2CT7",
    "TermType": "OnDemand", "EffectiveDate": "2026-11-01", "StartingRange": "0",
    "EndingRange": "Inf", "Unit": "Hrs", "PricePerUnit": "55.0400000000", "Currency": "USD",
    "Product Family": "Compute Instance", "serviceCode": "AmazonEC2",
    "Location": "US East (N. Virginia)", "Location Type": "AWS Region",
    "Instance Type": "p5.48xlarge", "Operating System": "Linux",
    "License Model": "No License required", "Tenancy": "Shared", "CapacityStatus": "Used",
    "Pre Installed S/W": "NA", "GPU": "8", "MarketOption": "OnDemand", "Region Code": "us-east-1",
}  # fmt: skip
ABOUT = (
    '"FormatVersion","v1.0"\n"Disclaimer","This pricing list is for informational purposes only."\n'
    '"Publication Date","2026-11-20T19:55:14Z"\n"Version","20261120195514"\n'
    '"OfferCode","AmazonEC2"\n'
)


def row(**cells: str) -> dict[str, str]:
    """An on-demand row, changed; underscores stand for the spaces of column names."""
    return ROW | {name.replace("_", " "): value for name, value in cells.items()}


def reserved(
    unit: str, usd: str, option: str = "No Upfront", length: str = "1yr", **cells: str
) -> dict[str, str]:
    """One of the parts of a reserved rate."""
    more = {
        "TermType": "Reserved",
        "OfferTermCode": f"{option}{length}",
        "OfferingClass": "standard",
    }
    said = {"Unit": unit, "PricePerUnit": usd, "PurchaseOption": option}
    return row(**cells) | more | said | {"LeaseContractLength": length}


def price_list(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> bytes:
    """A region's file."""
    text = io.StringIO()
    writer = csv.DictWriter(
        text, header, restval="", extrasaction="ignore", quoting=csv.QUOTE_ALL, lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return (ABOUT + text.getvalue()).encode()


def large_list(size_bytes: int, *rows: dict[str, str]) -> Iterator[bytes]:
    """A file of about this size, mostly of other instance types, piece by piece."""
    other = price_list(row(Instance_Type="m7i.large", PricePerUnit="0.1")).splitlines()[-1] + b"\n"
    ours = price_list(*rows)
    yield ours
    piece = other * (1024 * 1024 // len(other))
    for _ in range(size_bytes // len(piece)):
        yield piece


def rate(plan: str = "PLAN1", instance_type: str = "p5.48xlarge", price: object = "31.5",
         **other: object) -> dict[str, object]:  # fmt: skip
    """A Savings Plan rate."""
    return {
        "discountedSku": "AAAA", "discountedUsageType": f"BoxUsage:{instance_type}",
        "discountedOperation": "RunInstances", "discountedServiceCode": "AmazonEC2",
        "rateCode": f"{plan}.AAAA", "unit": "Hrs",
        "discountedRate": {"price": price, "currency": "USD"},
        "discountedRegionCode": "us-east-1", "discountedInstanceType": instance_type,
    } | other  # fmt: skip


def plan(sku: str = "PLAN1", family: str = "ComputeSavingsPlans", term: str = "1yr",
         option: str = "No Upfront") -> dict[str, object]:  # fmt: skip
    attributes = {"purchaseOption": option, "purchaseTerm": term, "granularity": "hourly"}
    return {"sku": sku, "productFamily": family, "attributes": attributes}


def plan_list(plans: Iterable[object], rates: Iterable[object]) -> bytes:
    """A region's file of Savings Plan rates."""
    terms = [{"sku": "PLAN1", "leaseContractLength": {"duration": 1, "unit": "year"},
              "rates": list(rates)}]  # fmt: skip
    about = {"version": "20261120195514", "publicationDate": "2026-11-20T19:55:14Z"}
    return json.dumps({**about, "products": list(plans), "terms": {"savingsPlan": terms}}).encode()
