"""AWS's names of its regions and local zones, and their codes."""

from __future__ import annotations

import re
from functools import cache

from botocore.loaders import Loader

LOCAL_ZONE_ID = re.compile(r"^[a-z]+\d+-(?P<city>[a-z]{3})(?P<group>\d+)-az(?P<number>[1-9])$")
LOCAL_ZONE = re.compile(r"^(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)-[a-z]{3}-\d+[a-z]?$")
# Local Zones that sell Capacity Blocks, by the name the pricing page gives them. botocore does not
# list local zones, and their codes cannot be made from the city's name.
LOCAL_ZONES = {
    "US East (Dallas) Local Zone": "us-east-1-dfw-2a",
    "US East (Atlanta) Local Zone": "us-east-1-atl-2a",
    "US West (Phoenix) Local Zone": "us-west-2-phx-2a",
}
# Spellings AWS's pages use beside the ones in botocore.
ALIASES = {
    "Dallas Local Zone (US East N. Virginia)": "us-east-1-dfw-2a",
    "Australia (Melbourne)": "ap-southeast-4",
    "Australia (Sydney)": "ap-southeast-2",
}


@cache
def _region_names() -> dict[str, str]:
    """Region code to display name, as botocore ships them."""
    partitions = Loader().load_data("endpoints")["partitions"]
    return {
        code: region["description"]
        for partition in partitions
        for code, region in partition["regions"].items()
    }


@cache
def _codes() -> dict[str, str]:
    codes = {_spelling(name): code for code, name in _region_names().items()}
    return codes | {_spelling(name): code for name, code in (LOCAL_ZONES | ALIASES).items()}


def name_of(region: str) -> str:
    """The display name of a region code.

    Raises:
        KeyError: no such region.
    """
    return _region_names()[region]


def is_region(place: str) -> bool:
    """Whether a place is a region of AWS's, not a local zone."""
    return place in _region_names()


def region_of(place: str) -> str:
    """The region a place lies in: itself, or the one its local zone belongs to."""
    found = LOCAL_ZONE.match(place)
    return found["region"] if found else place


def code_of(name: str) -> str | None:
    """The code of a region or local zone by its display name; None when it is not known."""
    return _codes().get(_spelling(name))


def place_of(region: str, zone_id: str) -> str:
    """The place a price holds in: the region, or the local zone the zone id names.

    A local zone has prices of its own, so `use1-atl2-az1` is `us-east-1-atl-2a`, not us-east-1.
    """
    local = LOCAL_ZONE_ID.match(zone_id)
    if local is None:
        return region
    letter = "abcdefghi"[int(local["number"]) - 1]
    return f"{region}-{local['city']}-{local['group']}{letter}"


def _spelling(name: str) -> str:
    """One spelling for the several AWS uses of one name."""
    plain = " ".join(name.replace("\xa0", " ").split()).casefold()
    return plain.replace("eu (", "europe (").replace("são", "sao")
