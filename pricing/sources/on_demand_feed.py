"""The feed behind AWS's EC2 on-demand pricing page: one region, Linux, dated.

Undocumented, but small, current and equal to the price list to the last digit: it says whether the
catalog's on-demand prices still hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from pricing.quote import PurchaseOption
from pricing.sources.aws_places import code_of
from pricing.sources.aws_types import is_followed
from pricing.sources.parsed import MISSHAPEN, LayoutChanged, Parsed, StaleFeed, parsed_rows

SOURCE = "AWS EC2 pricing page feed"
OLDEST = timedelta(days=60)


def parse(body: bytes, region: str, address: str, fetched_at: datetime) -> Parsed:
    """On-demand quotes of a region's accelerated instance types, and of those compared with them.

    Args:
        body: the feed, unpacked.
        region: code of the region asked for.
        address: where it was read, kept as evidence.
        fetched_at: when (UTC).

    Raises:
        LayoutChanged: not the known format, or another region's prices.
        StaleFeed: published more than 60 days before it was read.
    """
    try:
        feed = json.loads(body)
        published = datetime.fromisoformat(feed["manifest"]["hawkFilePublicationDate"])
        ((location, entries),) = feed["regions"].items()
        found = [entry for entry in entries.values() if _is_ours(entry)]
        currency = feed["manifest"].get("currencyCode", "USD")
    except MISSHAPEN as error:
        raise LayoutChanged(f"{SOURCE} ({region}): not in the known format: {error}") from error
    if currency != "USD":
        raise LayoutChanged(f"{SOURCE} ({region}): prices in {str(currency)[:10]!r}, not in USD")
    if published.tzinfo is None:
        raise LayoutChanged(f"{SOURCE} ({region}): its date has no time zone")
    if code_of(location) != region:
        raise LayoutChanged(f"{SOURCE} ({region}): it holds the prices of {location[:100]}")
    if fetched_at - published > OLDEST:
        raise StaleFeed(f"{SOURCE} ({region}): published {published:%Y-%m-%d}, too old to trust")

    def rows() -> Iterator[dict[str, object]]:
        for entry in found:
            yield {
                "provider": "aws",
                "region": region,
                "instance_type": entry["Instance Type"],
                "purchase_option": PurchaseOption.ON_DEMAND,
                "usd_per_hour": entry.get("price"),
                "as_of": published.date(),
                "source": SOURCE,
                "evidence": address,
                "fetched_at": fetched_at,
            }

    return parsed_rows(f"{SOURCE} ({region})", rows())


def _is_ours(entry: dict[str, str]) -> bool:
    """The keys are compound and change; what the entry says of itself decides."""
    linux = entry["Operating System"] == "Linux"
    return linux and is_followed(entry["Instance Type"])
