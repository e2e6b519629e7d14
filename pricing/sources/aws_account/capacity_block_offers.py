"""The Capacity Blocks AWS would sell this account now: `ec2.DescribeCapacityBlockOfferings`.

The call is free and buys nothing. The fee is for the whole block, in whole dollars; a block may be
some hours shorter than asked for, since all end at 11:30 UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pricing.fetch.client import Client
from pricing.quote import PurchaseOption
from pricing.sources.aws_account.session import aws_client, errors_for_people
from pricing.sources.aws_types import capacity_block_places
from pricing.sources.parsed import MISSHAPEN, LayoutChanged, Parsed, parsed_rows
from pricing.sources.source import Part, Reading, read_calls

SOURCE = "AWS Capacity Block offerings"
NAME = "aws_capacity_blocks"
ACTION = "ec2:DescribeCapacityBlockOfferings"
# The shortest block of one instance says what an hour costs; the price does not fall with length.
SMALLEST_COUNT, SHORTEST_HOURS = 1, 24
# UltraServers are asked for by a name of their own.
ULTRASERVER = "u-"


@dataclass(frozen=True, slots=True)
class CapacityBlockOffer:
    """One block that could be bought.

    Attributes:
        instance_type: the instance or UltraServer type.
        place: region or local zone.
        zone: name of the zone in this account.
        instances: how many instances or UltraServers.
        start: when it begins (UTC).
        hours: how long [h].
        upfront_usd: what it costs, paid at once [USD].
    """

    instance_type: str
    place: str
    zone: str
    instances: int
    start: datetime
    hours: float
    upfront_usd: float

    @property
    def usd_per_hour(self) -> float:
        """What one instance costs an hour [USD]."""
        return self.upfront_usd / (self.instances * self.hours)


def parse(items: Iterable[Mapping[str, Any]], region: str) -> tuple[CapacityBlockOffer, ...]:
    """The offers of an answer, the earliest first.

    Raises:
        LayoutChanged: an offer is not in the known format, or costs nothing.
    """
    try:
        found = [_offer(item, region) for item in items]
        return tuple(sorted(found, key=lambda offer: (offer.start, offer.upfront_usd)))
    except MISSHAPEN as error:
        raise LayoutChanged(f"{SOURCE} ({region}): not in the known format: {error}") from error


def offers(
    client: Client,
    instance_type: str,
    region: str,
    instances: int,
    hours: int,
    earliest: datetime | None = None,
    latest: datetime | None = None,
) -> tuple[CapacityBlockOffer, ...]:
    """The blocks of so many instances for so long that AWS would sell now.

    Args:
        client: whose limits hold.
        instance_type: the instance or UltraServer type.
        region: where, its local zones included.
        instances: how many, at most 64 a block.
        hours: how long, in whole days [h].
        earliest: not starting before (UTC).
        latest: not ending after (UTC).

    Raises:
        FetchError: AWS could not be asked, or refused; the text says why.
        SourceRefused: the answer is not believed.
    """
    api = aws_client(client, "ec2", region, NAME)
    kind = "Ultraserver" if instance_type.startswith(ULTRASERVER) else "Instance"
    request: dict[str, Any] = {
        f"{kind}Type": instance_type,
        f"{kind}Count": instances,
        "CapacityDurationHours": hours,
        "AllAvailabilityZones": True,
    }
    if earliest is not None:
        request["StartDateRange"] = earliest
    if latest is not None:
        request["EndDateRange"] = latest
    with errors_for_people(f"{SOURCE}, {instance_type} in {region}", ACTION):
        pages = api.get_paginator("describe_capacity_block_offerings").paginate(**request)
        items = [item for page in pages for item in page["CapacityBlockOfferings"]]
    return parse(items, region)


def read(client: Client, known: Mapping[str, str]) -> Reading:
    """Ask for the smallest block of every type where it is known to be sold.

    Raises:
        FetchError: none could be asked, the first for this reason.
        SourceRefused: none is believed, the first for this reason.
    """

    def ask(place: tuple[str, str]) -> Part:
        instance_type, region = place
        asked = f"{ACTION} {instance_type} {region}"
        found = offers(client, instance_type, region, SMALLEST_COUNT, SHORTEST_HOURS)
        now = client.now()
        return Part(asked, now, _quotes(found, asked, now) if found else Parsed((), ()))

    return read_calls(client, capacity_block_places(), ask)


def _quotes(found: tuple[CapacityBlockOffer, ...], asked: str, now: datetime) -> Parsed:
    """One quote a place: the cheapest of its offers, as each has a price of its own."""
    cheapest: dict[str, CapacityBlockOffer] = {}
    for offer in found:
        known = cheapest.get(offer.place)
        if known is None or offer.usd_per_hour < known.usd_per_hour:
            cheapest[offer.place] = offer
    rows = [
        {
            "provider": "aws",
            "region": place,
            "instance_type": offer.instance_type,
            "purchase_option": PurchaseOption.CAPACITY_BLOCK,
            "usd_per_hour": round(offer.usd_per_hour, 6),
            "as_of": now.date(),
            "source": SOURCE,
            "evidence": asked,
            "note": f"offered from {offer.start:%d %b %Y}, {offer.hours:g} h",
            "fetched_at": now,
        }
        for place, offer in cheapest.items()
    ]
    return parsed_rows(SOURCE, rows)


def _place(region: str, zone: str) -> str:
    """A zone of the region is `us-east-2a`; a local zone, `us-east-1-dfw-2a`, is a place itself."""
    return zone if zone.removeprefix(region).startswith("-") else region


def _offer(item: Mapping[str, Any], region: str) -> CapacityBlockOffer:
    minutes = item.get("CapacityBlockDurationMinutes", 0) % 60
    hours = item["CapacityBlockDurationHours"] + minutes / 60
    fee = float(item["UpfrontFee"])
    if fee <= 0 or hours <= 0 or item["CurrencyCode"] != "USD":
        raise ValueError(f"an offer of {fee} {item['CurrencyCode'][:10]} for {hours:g} h")
    of_servers = bool(item.get("UltraserverType"))
    instances = item["UltraserverCount"] if of_servers else item["InstanceCount"]
    if instances <= 0 or item["StartDate"].tzinfo is None:
        raise ValueError(f"an offer of {instances} instances from {item['StartDate']}")
    return CapacityBlockOffer(
        instance_type=item["UltraserverType"] if of_servers else item["InstanceType"],
        place=_place(region, item["AvailabilityZone"]),
        zone=item["AvailabilityZone"],
        instances=instances,
        start=item["StartDate"],
        hours=hours,
        upfront_usd=fee,
    )
