"""What AWS's public price list offers: which regions, and where the files of each are."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from pricing.fetch.address import redirect_target
from pricing.sources.aws_places import is_region
from pricing.sources.parsed import MISSHAPEN, LayoutChanged

INDEX = "/offers/v1.0/aws/index.json"
SERVICE = "AmazonEC2"
# Each region is about 300 MB of prices and as much of Savings Plans; these sell Trainium.
REGIONS = ("us-east-1", "us-east-2", "us-west-2")
REGIONS_SETTING = "CROSSOVER_PRICE_LIST_REGIONS"
NONE = "none"


def turned_off(environment: Mapping[str, str] | None = None) -> bool:
    """Whether the setting says that no files are to be read."""
    settings = os.environ if environment is None else environment
    return settings.get(REGIONS_SETTING, "").strip().casefold() == NONE


def wanted_regions(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The regions whose files are read: three, or those the setting names.

    Raises:
        ValueError: the setting names something that is no region.
    """
    settings = os.environ if environment is None else environment
    named = settings.get(REGIONS_SETTING, "").replace(",", " ").split()
    odd = [name for name in named if not is_region(name)]
    if odd:
        raise ValueError(f"{REGIONS_SETTING}: {', '.join(odd)[:100]} is no region of AWS's")
    return tuple(dict.fromkeys(named)) or REGIONS


def index_path(body: bytes, name: str) -> str:
    """The path of one of the service's indexes, e.g. `currentRegionIndexUrl`.

    Raises:
        LayoutChanged: the index is not as known.
    """
    try:
        return str(_json(body)["offers"][SERVICE][name])
    except MISSHAPEN as error:
        raise LayoutChanged(f"AWS price list index: no {name} in it") from error


def region_files(body: bytes) -> dict[str, str]:
    """The path of each region's file of on-demand and reserved prices, as CSV.

    Raises:
        LayoutChanged: the index is not as known.
    """
    try:
        found = {
            str(code): str(entry["currentVersionUrl"]).removesuffix(".json") + ".csv"
            for code, entry in _json(body)["regions"].items()
        }
    except MISSHAPEN as error:
        raise LayoutChanged("AWS price list: its index of regions is not as known") from error
    # Stray entries such as `cn-north-1-pkx-1` are places nobody knows.
    return {code: path for code, path in found.items() if is_region(code)}


def plan_files(body: bytes) -> dict[str, str]:
    """The path of each region's file of Savings Plan rates.

    Raises:
        LayoutChanged: the index is not as known.
    """
    try:
        entries = _json(body)["regions"]
        found = {str(entry["regionCode"]): str(entry["versionUrl"]) for entry in entries}
    except MISSHAPEN as error:
        raise LayoutChanged("AWS Savings Plans: its index of regions is not as known") from error
    return {code: path for code, path in found.items() if is_region(code)}


def address_of(base: str, path: str) -> str:
    """A path of the index as an address on the same host, below a mirror's own path.

    Raises:
        AddressRefused: it leads to another host.
    """
    is_path = path.startswith("/") and not path.startswith("//")
    return redirect_target(f"{base}/", f"{base}{path}" if is_path else path)


def _json(body: bytes) -> Any:
    return json.loads(body)
