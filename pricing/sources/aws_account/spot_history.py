"""EC2 spot prices of this account, zone by zone: `ec2.DescribeSpotPriceHistory`.

Zone names differ from account to account: the zone's id counts. The last page's token is empty, not
missing. A start of now gives the price that holds now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pricing.fetch.client import Client
from pricing.quote import PurchaseOption
from pricing.sources.aws_account.session import aws_client, errors_for_people
from pricing.sources.aws_places import place_of
from pricing.sources.aws_types import accelerator_types, spot_regions
from pricing.sources.parsed import MISSHAPEN, LayoutChanged, Parsed, SourceRefused, parsed_rows
from pricing.sources.source import Part, Reading, read_calls

SOURCE = "AWS spot price history"
NAME = "aws_spot_history"
ACTION = "ec2:DescribeSpotPriceHistory"
MOST_PAGES = 50


def parse(
    items: Iterable[Mapping[str, Any]], region: str, evidence: str, fetched_at: datetime
) -> Parsed:
    """The latest price of each type and zone.

    Args:
        items: `SpotPriceHistory` of all pages, in any order.
        region: the region asked.
        evidence: what was asked.
        fetched_at: when (UTC).

    Raises:
        LayoutChanged: an item is not in the known format, or there is none.
    """
    latest: dict[tuple[str, str], Mapping[str, Any]] = {}
    try:
        for item in items:
            place = (item["InstanceType"], item["AvailabilityZoneId"])
            if item["ProductDescription"] not in ("Linux/UNIX", "Linux/UNIX (Amazon VPC)"):
                continue
            if place not in latest or item["Timestamp"] > latest[place]["Timestamp"]:
                latest[place] = item
        rows = [
            {
                "provider": "aws",
                "region": place_of(region, zone),
                "zone": zone,
                "instance_type": instance_type,
                "purchase_option": PurchaseOption.SPOT,
                "usd_per_hour": item["SpotPrice"],
                "as_of": fetched_at.date(),
                "valid_from": item["Timestamp"].date(),
                "source": SOURCE,
                "evidence": evidence,
                "fetched_at": fetched_at,
            }
            for (instance_type, zone), item in latest.items()
        ]
    except MISSHAPEN as error:
        raise LayoutChanged(f"{SOURCE} ({region}): not in the known format: {error}") from error
    return parsed_rows(f"{SOURCE} ({region})", rows)


def read(client: Client, known: Mapping[str, str]) -> Reading:
    """Ask in every region that sells accelerators.

    Raises:
        FetchError: none could be asked, the first for this reason.
        SourceRefused: none is believed, the first for this reason.
    """

    def ask(region: str) -> Part:
        api = aws_client(client, "ec2", region, NAME)
        asked = f"{ACTION} {region}"
        now = client.now()
        items: list[Mapping[str, Any]] = []
        with errors_for_people(f"{SOURCE} in {region}", ACTION):
            pages = api.get_paginator("describe_spot_price_history").paginate(
                # As a filter, since a type that a region does not know is then no error.
                Filters=[{"Name": "instance-type", "Values": list(accelerator_types())}],
                ProductDescriptions=["Linux/UNIX"],
                StartTime=now,
                PaginationConfig={"PageSize": 1000},
            )
            for number, page in enumerate(pages, start=1):
                if number > MOST_PAGES:
                    raise SourceRefused(f"{SOURCE} ({region}): more than {MOST_PAGES} pages")
                items += page["SpotPriceHistory"]
        if not items:
            return Part(asked, now, Parsed((), ()))
        return Part(asked, now, parse(items, region, asked, now))

    return read_calls(client, spot_regions(), ask)
