"""The SkyPilot catalog: on-demand and spot prices of one cloud, one row per zone.

Google's rows are parts of machines, added up in `skypilot_gcp`. AWS's file holds Trainium and
NVIDIA, on-demand from the price list and spot per zone. It has no date, no Capacity Blocks, no
reserved prices. https://github.com/skypilot-org/skypilot-catalog
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime

from pricing.checks import Rejected
from pricing.quote import PurchaseOption
from pricing.sources.aws_places import place_of
from pricing.sources.aws_types import processor_types
from pricing.sources.parsed import LayoutChanged, Parsed, parsed_rows
from pricing.sources.skypilot_gcp import whole_machines

SOURCE = "SkyPilot catalog"
CLOUDS = ("aws", "gcp", "azure", "lambda", "nebius", "runpod")
# What people must know of every price of a cloud's file.
BY_HAND = "the catalog's file of this cloud is updated by hand and may be old"
NOTES = {
    "lambda": "the catalog repeats this price for every region, also where the type is not sold",
    "nebius": BY_HAND,
    "runpod": BY_HAND,
}
COLUMNS = frozenset(
    {"InstanceType", "AcceleratorName", "AcceleratorCount", "Price", "SpotPrice", "Region"}
)
# Google's hosts and accelerators are matched zone by zone: there the column is needed.
ZONE = "AvailabilityZone"


def parse(body: bytes, cloud: str, address: str, fetched_at: datetime) -> Parsed:
    """Quotes of a cloud's catalog file.

    Args:
        body: the file.
        cloud: one of `CLOUDS`.
        address: where it was read, kept as evidence.
        fetched_at: when (UTC); the file itself has no date.

    Raises:
        ValueError: the cloud's format is not known.
        LayoutChanged: a column is missing, or nothing in the file is a price.
    """
    if cloud not in CLOUDS:
        raise ValueError(f"cloud {cloud!r} is not one of {', '.join(CLOUDS)}")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LayoutChanged(f"{SOURCE} ({cloud}): not UTF-8 text") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        needed = COLUMNS | {ZONE} if cloud == "gcp" else COLUMNS
        missing = needed - set(reader.fieldnames or ())
        if missing:
            raise LayoutChanged(f"{SOURCE} ({cloud}): no column {', '.join(sorted(missing))}")
        rows, rejected, ends_short = _whole_rows(reader, with_parts=cloud == "gcp")
    except csv.Error as error:
        raise LayoutChanged(f"{SOURCE} ({cloud}): not a CSV file: {error}") from error
    # A connection may end in the middle of a file without an error.
    if ends_short and not text.endswith("\n"):
        raise LayoutChanged(f"{SOURCE} ({cloud}): cut short in the middle of a row")
    common = {
        "provider": cloud,
        "as_of": fetched_at.date(),
        "source": SOURCE,
        "evidence": address,
        "fetched_at": fetched_at,
        "note": NOTES.get(cloud, ""),
    }
    if cloud == "gcp":
        found = list(whole_machines(rows, common, rejected))
    else:
        found = list(_quotes(rows, cloud, common))
    return parsed_rows(f"{SOURCE} ({cloud})", found, rejected)


def _whole_rows(
    reader: csv.DictReader[str], with_parts: bool
) -> tuple[list[dict[str, str]], list[Rejected], bool]:
    """Rows of use here; a row cut short or with cells too many is rejected.

    Args:
        reader: of the file.
        with_parts: keep the rows of hosts and of accelerators by themselves too.

    Returns:
        The rows, those rejected, and whether the last one is.
    """
    is_short = False
    rows: list[dict[str, str]] = []
    rejected: list[Rejected] = []
    for row in reader:
        # DictReader keeps cells without a column under None, and gives None to columns without one.
        is_short = None in row or None in row.values()
        if is_short:
            label = f"line {reader.line_num}: {row.get('InstanceType') or '?'}"[:200]
            rejected.append(Rejected(label, "the row has not as many cells as the header"))
        elif with_parts or _is_ours(row):
            rows.append(row)
    return rows, rejected, is_short


def _is_ours(row: Mapping[str, str]) -> bool:
    name = row["InstanceType"]
    return bool(name) and (bool(row["AcceleratorName"]) or name in processor_types())


def _quotes(
    rows: list[dict[str, str]], cloud: str, common: Mapping[str, object]
) -> Iterator[dict[str, object]]:
    said: set[tuple[str, ...]] = set()
    for row in rows:
        zone = row.get(ZONE, "")
        place = place_of(row["Region"], zone) if cloud == "aws" else row["Region"]
        instance = {
            **common,
            "instance_type": row["InstanceType"],
            "region": place,
            "accelerator": row["AcceleratorName"],
            "accelerators": _count(row["AcceleratorCount"]),
        }
        # A blank price is one the source does not know: no quote, never zero.
        # Each zone's row repeats the price of the region.
        listed = (row["InstanceType"], place, row["AcceleratorName"], row["Price"])
        if row["Price"].strip() and listed not in said:
            said.add(listed)
            option = PurchaseOption.ON_DEMAND
            yield {**instance, "purchase_option": option, "usd_per_hour": row["Price"]}
        # Nobody asks for the spot price of a processor.
        if row["SpotPrice"].strip() and row["AcceleratorName"]:
            option = PurchaseOption.SPOT
            price = row["SpotPrice"]
            yield {**instance, "purchase_option": option, "usd_per_hour": price, "zone": zone}


def _count(text: str) -> int | None:
    """The catalog writes counts as `8.0`; a share of an accelerator is no count."""
    try:
        count = float(text)
    except ValueError:
        return None
    return int(count) if count.is_integer() else None
