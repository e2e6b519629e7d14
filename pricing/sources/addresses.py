"""Where the sources that need no credentials are; CROSSOVER_<SOURCE>_URL moves each."""

from __future__ import annotations

from urllib.parse import quote

from pricing.fetch.address import source_address
from pricing.sources.aws_places import name_of

SKYPILOT = "https://raw.githubusercontent.com/skypilot-org/skypilot-catalog/master/catalogs/v8"
ON_DEMAND_FEED = "https://b0.p.awsstatic.com/pricing/2.0/meteredUnitMaps/ec2/USD/current/ec2-ondemand-without-sec-sel"
CAPACITY_BLOCKS_PAGE = "https://aws.amazon.com/ec2/capacityblocks/pricing/"
SPOT_ADVISOR = "https://spot-bid-advisor.s3.amazonaws.com/spot-advisor-data.json"


def skypilot(cloud: str) -> str:
    """The SkyPilot catalog of a cloud; CROSSOVER_SKYPILOT_URL moves the folder of the clouds.

    CROSSOVER_SKYPILOT_CLOUDS_URL moves that of the clouds other than AWS alone.
    """
    base = source_address("skypilot", SKYPILOT)
    if cloud != "aws":
        base = source_address("skypilot_clouds", base)
    return f"{base.rstrip('/')}/{quote(cloud, safe='')}/vms.csv"


def on_demand_feed(region: str) -> str:
    """What the EC2 on-demand pricing page loads for a region, e.g. `us-east-1`.

    Raises:
        KeyError: the region is not one of AWS's.
    """
    location = quote(_feed_name(region), safe="()")
    base = source_address("on_demand_feed", ON_DEMAND_FEED).rstrip("/")
    return f"{base}/{location}/Linux/index.json"


def capacity_blocks_page() -> str:
    """The Capacity Blocks pricing page."""
    return source_address("capacity_blocks_page", CAPACITY_BLOCKS_PAGE)


def spot_advisor() -> str:
    """The file of the spot instance advisor."""
    return source_address("spot_advisor", SPOT_ADVISOR)


def _feed_name(region: str) -> str:
    """The location as the price list spells it: "EU (Ireland)", not "Europe (Ireland)"."""
    return name_of(region).replace("Europe (", "EU (")
