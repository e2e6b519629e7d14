"""Pages and price lists of the sellers."""

from __future__ import annotations

import json

from pricing.sources import (
    azure_retail,
    capacity_blocks_page,
    gcp_billing,
    on_demand_feed,
    spot_advisor,
)
from pricing.sources.parsed import SourceRefused
from tests.fuzz.target import Shape, Target
from tests.pricing.quotes import ADDRESS, NOW
from tests.pricing.sources import azure_page, gcp_skus
from tests.pricing.sources.test_capacity_blocks_page import H100, TRAINIUM2, old_table, page, table
from tests.pricing.sources.test_registry import ADVICE

_FEED = (
    b'{"manifest": {"hawkFilePublicationDate": "2026-11-20T00:00:00Z"}, "regions": '
    b'{"US East (N. Virginia)": {"a": {"Operating System": "Linux", '
    b'"Instance Type": "p5.48xlarge", "price": "55.04"}}}}'
)
_TABLES = json.dumps(
    {"data": {"items": [{"fields": table(TRAINIUM2, H100)}, {"fields": old_table(H100)}]}}
)
_AZURE = azure_page.page(
    azure_page.item(),
    azure_page.item(meterName="ND96isrH100v5 Spot", retailPrice=30.1),
    azure_page.item(type="Reservation", reservationTerm="1 Year", retailPrice=500_000.0),
)


def read_feed(data: bytes) -> None:
    """The feed of AWS's on-demand page."""
    on_demand_feed.parse(data, "us-east-1", ADDRESS, NOW)


def read_page(data: bytes) -> None:
    """The Capacity Blocks page."""
    capacity_blocks_page.parse(data, ADDRESS, NOW)


def read_tables(data: bytes) -> None:
    """The tables inside that page."""
    script = data.decode("utf-8", "replace").replace("</", "<\\/")
    html = f'<script type="application/json">{script}</script>'
    capacity_blocks_page.parse(html.encode(), ADDRESS, NOW)


def read_advice(data: bytes) -> None:
    """The spot advisor."""
    spot_advisor.parse(data)


def read_azure(data: bytes) -> None:
    """A page of Azure's retail prices."""
    items, _ = azure_retail.page_items(data)
    azure_retail.parse(items, azure_page.H100, ADDRESS, NOW)


def read_gcp(data: bytes) -> None:
    """A page of Google's billing catalog."""
    skus, _ = gcp_billing.page_skus(data)
    gcp_billing.parse(skus, NOW)


REFUSED = (SourceRefused,)
TARGETS = (
    Target("on_demand_feed", read_feed, (_FEED,), Shape.JSON, REFUSED),
    Target(
        "capacity_blocks_page",
        read_page,
        (page(table(TRAINIUM2, H100)), page(old_table(H100))),
        Shape.BYTES,
        REFUSED,
        words=(b"<![CDATA[", b"<!DOCTYPE", b"<script", b"</script>", b"<?xml", b"&#x110000;"),
    ),
    Target("capacity_blocks_tables", read_tables, (_TABLES.encode(),), Shape.JSON, REFUSED),
    Target("spot_advisor", read_advice, (ADVICE,), Shape.JSON, REFUSED),
    Target("azure_retail", read_azure, (_AZURE,), Shape.JSON, REFUSED),
    Target("gcp_billing", read_gcp, (gcp_skus.page(*gcp_skus.a3()),), Shape.JSON, REFUSED),
)
