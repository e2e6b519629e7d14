"""Every price source there is: a new one is written beside the others and added to `SOURCES`.

Whatever a source needs that is slow to import (a cloud's library) it imports when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from pricing.fetch.client import Client, Fetched
from pricing.sources import (
    addresses,
    azure_retail,
    capacity_blocks_page,
    gcp_billing,
    gpuhunt,
    on_demand_feed,
    skypilot,
    spot_advisor,
)
from pricing.sources.aws_account import (
    capacity_block_offers,
    products,
    savings_plan_rates,
    session,
    spot_history,
)
from pricing.sources.aws_types import accelerator_regions
from pricing.sources.price_list import csv_file, reading, savings_plans
from pricing.sources.source import Part, Reading, Source, Trust, quotes_part, read_each, read_one


def _read_skypilot(client: Client, known: Mapping[str, str]) -> Reading:
    return _read_catalogs(client, known, ("aws",))


def _read_skypilot_clouds(client: Client, known: Mapping[str, str]) -> Reading:
    others = tuple(cloud for cloud in skypilot.CLOUDS if cloud != "aws")
    return _read_catalogs(client, known, others, may_lack=True)


def _read_catalogs(
    client: Client, known: Mapping[str, str], clouds: tuple[str, ...], may_lack: bool = False
) -> Reading:
    cloud_of = {addresses.skypilot(cloud): cloud for cloud in clouds}

    def parse(fetched: Fetched, body: bytes) -> Part:
        cloud = cloud_of[fetched.address]
        parsed = skypilot.parse(body, cloud, fetched.address, fetched.fetched_at)
        return quotes_part(fetched, parsed)

    return read_each(client, known, cloud_of, parse, tuple(cloud_of) if may_lack else ())


def _read_on_demand_feed(client: Client, known: Mapping[str, str]) -> Reading:
    regions = {addresses.on_demand_feed(region): region for region in accelerator_regions()}

    def parse(fetched: Fetched, body: bytes) -> Part:
        region = regions[fetched.address]
        parsed = on_demand_feed.parse(body, region, fetched.address, fetched.fetched_at)
        return quotes_part(fetched, parsed)

    return read_each(client, known, regions, parse)


def _read_capacity_blocks_page(client: Client, known: Mapping[str, str]) -> Reading:
    def parse(fetched: Fetched, body: bytes) -> Part:
        parsed = capacity_blocks_page.parse(body, fetched.address, fetched.fetched_at)
        return quotes_part(fetched, parsed)

    return Reading((read_one(client, known, addresses.capacity_blocks_page(), parse),))


def _read_spot_advisor(client: Client, known: Mapping[str, str]) -> Reading:
    def parse(fetched: Fetched, body: bytes) -> Part:
        found = spot_advisor.parse(body)
        return Part(
            fetched.address, fetched.fetched_at, etag=fetched.etag, interruptions=tuple(found)
        )

    return Reading((read_one(client, known, addresses.spot_advisor(), parse),))


SOURCES: tuple[Source, ...] = (
    Source(
        name="skypilot",
        title=skypilot.SOURCE,
        every=timedelta(hours=1),
        freshness=timedelta(hours=12),
        trust=Trust.CATALOG,
        read=_read_skypilot,
    ),
    Source(
        name="skypilot_clouds",
        title=f"{skypilot.SOURCE}, other clouds",
        every=timedelta(hours=6),
        freshness=timedelta(days=2),
        trust=Trust.CATALOG,
        read=_read_skypilot_clouds,
    ),
    Source(
        name="on_demand_feed",
        title=on_demand_feed.SOURCE,
        every=timedelta(hours=6),
        freshness=timedelta(days=2),
        trust=Trust.SELLER_PAGE,
        read=_read_on_demand_feed,
    ),
    Source(
        name="capacity_blocks_page",
        title=capacity_blocks_page.SOURCE,
        every=timedelta(hours=6),
        freshness=timedelta(days=2),
        trust=Trust.SELLER_PAGE,
        read=_read_capacity_blocks_page,
    ),
    Source(
        name="spot_advisor",
        title=spot_advisor.SOURCE,
        every=timedelta(hours=24),
        freshness=timedelta(days=7),
        trust=Trust.SELLER_PAGE,
        read=_read_spot_advisor,
    ),
    Source(
        name=reading.PRICES_NAME,
        title=csv_file.SOURCE,
        every=timedelta(days=7),
        freshness=timedelta(days=15),
        trust=Trust.SELLER_PRICE_LIST,
        read=reading.read_prices,
        missing=reading.missing,
    ),
    Source(
        name=reading.PLANS_NAME,
        title=savings_plans.SOURCE,
        every=timedelta(days=7),
        freshness=timedelta(days=15),
        trust=Trust.SELLER_PRICE_LIST,
        read=reading.read_plans,
        missing=reading.missing,
    ),
    Source(
        name=azure_retail.NAME,
        title=azure_retail.SOURCE,
        every=timedelta(hours=12),
        freshness=timedelta(days=2),
        trust=Trust.SELLER_PRICE_LIST,
        read=azure_retail.read,
    ),
    Source(
        name=gpuhunt.NAME,
        title=gpuhunt.SOURCE,
        every=timedelta(hours=6),
        freshness=timedelta(hours=24),
        trust=Trust.AGGREGATOR,
        read=gpuhunt.read,
    ),
    Source(
        name=gcp_billing.NAME,
        title=gcp_billing.SOURCE,
        every=timedelta(hours=12),
        freshness=timedelta(days=2),
        trust=Trust.SELLER_PRICE_LIST,
        read=gcp_billing.read,
        needs_credentials=True,
        missing=gcp_billing.missing,
    ),
    *(
        Source(
            name=module.NAME,
            title=module.SOURCE,
            every=every,
            freshness=4 * every,
            trust=Trust.SELLER_ACCOUNT,
            read=module.read,
            needs_credentials=True,
            missing=session.missing,
        )
        for module, every in (
            (products, timedelta(hours=12)),
            (spot_history, timedelta(minutes=30)),
            (capacity_block_offers, timedelta(hours=3)),
            (savings_plan_rates, timedelta(hours=24)),
        )
    ),
)


def source_named(name: str) -> Source:
    """The source of a name.

    Raises:
        KeyError: there is none; the text names those there are.
    """
    for source in SOURCES:
        if source.name == name:
            return source
    raise KeyError(f"no source {name!r}; there are {', '.join(s.name for s in SOURCES)}")
