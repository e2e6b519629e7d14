"""AWS's public price list: its indexes and both kinds of files."""

from __future__ import annotations

import json

from pricing.fetch.errors import FetchError
from pricing.sources.parsed import SourceRefused
from pricing.sources.price_list import csv_file, savings_plans
from pricing.sources.price_list.offers import address_of, index_path, plan_files, region_files
from tests.fuzz.target import Shape, Target
from tests.pricing.quotes import ADDRESS, NOW
from tests.pricing.sources import price_list_files as files

_BASE = "https://pricing.example"
_INDEX = json.dumps(
    {
        "offers": {
            "AmazonEC2": {"currentRegionIndexUrl": "/offers/v1.0/aws/AmazonEC2/current/r.json"}
        }
    }
)
_REGIONS = json.dumps(
    {"regions": {"us-east-1": {"currentVersionUrl": "/offers/v1.0/a/index.json"}}}
)
_PLANS = json.dumps({"regions": [{"regionCode": "us-east-1", "versionUrl": "/savingsPlan/x.json"}]})
_LIST = files.price_list(
    files.row(),
    files.reserved("Hrs", "30.5"),
    files.reserved("Quantity", "100000", option="All Upfront", SKU="BBBB"),
    files.row(Instance_Type="trn2.48xlarge", PricePerUnit="0"),
)
_RATES = files.plan_list(
    [files.plan(), files.plan("P3", term="3yr")], [files.rate(), files.rate("P3")]
)


def _pieces(data: bytes) -> list[bytes]:
    return [data[at : at + 97] for at in range(0, len(data), 97)]


def read_indexes(data: bytes) -> None:
    """Any of the three indexes, and where their paths lead."""
    paths = []
    for read in (lambda d: {"": index_path(d, "currentRegionIndexUrl")}, region_files, plan_files):
        try:
            paths += read(data).values()
        except SourceRefused:
            continue
    for path in paths:
        assert address_of(_BASE, path).startswith(f"{_BASE}/")


def read_prices(data: bytes) -> None:
    """A region's file of prices, whole and in pieces."""
    csv_file.parse([data], "us-east-1", ADDRESS, NOW)
    csv_file.parse(_pieces(data), "us-east-1", ADDRESS, NOW)


def read_rates(data: bytes) -> None:
    """A region's file of Savings Plan rates."""
    savings_plans.parse(_pieces(data), "us-east-1", ADDRESS, NOW)


TARGETS = (
    Target(
        "price_list_index",
        read_indexes,
        (_INDEX.encode(), _REGIONS.encode(), _PLANS.encode()),
        Shape.JSON,
        (SourceRefused, FetchError),
        words=(b"//evil.example/", b"https://evil.example/", b"/../", b"http://[", b"@", b"\\\\"),
    ),
    Target("price_list", read_prices, (_LIST,), Shape.LINES, (SourceRefused,)),
    Target("savings_plan_list", read_rates, (_RATES,), Shape.JSON, (SourceRefused,)),
)
