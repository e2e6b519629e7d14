"""gpuhunt's hosted catalogs: on-demand and spot prices of clouds that sell NVIDIA.

Read over plain HTTP, as the library would download the same files and no more: the version of a
provider's catalog, then the catalog as a zip. https://github.com/dstackai/gpuhunt
"""

from __future__ import annotations

import csv
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from pricing.fetch.address import source_address
from pricing.fetch.client import Client
from pricing.fetch.errors import FetchError
from pricing.quote import PurchaseOption
from pricing.sources.parsed import MISSHAPEN, LayoutChanged, Parsed, parsed_rows
from pricing.sources.source import Part, Reading, read_calls

SOURCE = "gpuhunt catalog"
NAME = "gpuhunt"
ADDRESS = "https://dstack-gpu-pricing.s3.eu-west-1.amazonaws.com/v3"
# Its AWS file knows no Trainium, Capacity Blocks or p5e; its Google file mixes in prices of the
# Dynamic Workload Scheduler, half of on-demand. The others, by the names used here.
PROVIDERS = {
    "azure": "azure",
    "lambdalabs": "lambda",
    "nebius": "nebius",
    "oci": "oci",
    "runpod": "runpod",
    "verda": "verda",
    "cloudrift": "cloudrift",
}
COLUMNS = ("instance_name", "location", "price", "gpu_count", "gpu_name", "gpu_vendor", "spot")
VERSION = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")
MOST_ENTRIES = 10
LARGEST_FILE_BYTES = 64 * 1024 * 1024
SPOT = {"True": True, "False": False}


def unzipped(body: bytes, name: str) -> bytes:
    """The one file wanted of a zip, however large the zip says it is.

    Args:
        body: the zip.
        name: of the file.

    Raises:
        LayoutChanged: no zip, not this file in it, damaged, or larger than any catalog.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if len(archive.infolist()) > MOST_ENTRIES:
                raise LayoutChanged(f"{SOURCE}: more than {MOST_ENTRIES} files in the zip")
            with archive.open(name) as file:
                content = file.read(LARGEST_FILE_BYTES + 1)
    except (*MISSHAPEN, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError,
            EOFError, RuntimeError) as error:  # fmt: skip
        raise LayoutChanged(f"{SOURCE}: no zip with a {name} in it: {error}"[:300]) from error
    if len(content) > LARGEST_FILE_BYTES:
        raise LayoutChanged(f"{SOURCE}: {name} unpacks to more than {LARGEST_FILE_BYTES:,} bytes")
    return content


def parse(body: bytes, provider: str, address: str, fetched_at: datetime) -> Parsed:
    """NVIDIA quotes of a provider's catalog.

    Args:
        body: the CSV file.
        provider: gpuhunt's name of the provider.
        address: where it was read, kept as evidence.
        fetched_at: when (UTC).

    Raises:
        LayoutChanged: a column is missing, or nothing in the file is a price.
    """
    name = f"{SOURCE} ({provider})"
    try:
        reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise LayoutChanged(f"{name}: no column {', '.join(missing)}")
        rows = [row for row in reader if _is_nvidia(row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise LayoutChanged(f"{name}: not a CSV file: {error}") from error
    common = {
        "provider": PROVIDERS[provider],
        "as_of": fetched_at.date(),
        "source": SOURCE,
        "evidence": address,
        "fetched_at": fetched_at,
    }
    return parsed_rows(name, _quotes(rows, common))


def read(client: Client, known: Mapping[str, str]) -> Reading:
    """Read the catalogs that have a new version.

    Raises:
        FetchError: none could be read, the first for this reason.
        SourceRefused: none is believed, the first for this reason.
    """
    base = source_address(NAME, ADDRESS).rstrip("/")

    def ask(provider: str) -> Part:
        place = f"{base}/{provider}/version"
        version = (client.get(place).body or b"").decode(errors="replace").strip()
        if not VERSION.match(version):
            raise LayoutChanged(f"{place}: {version[:40]!r} is no version")
        if known.get(place) == version:
            return Part(place, client.now(), etag=version)
        address = f"{base}/{provider}/{version}/catalog.zip"
        fetched = client.get(address)
        if fetched.body is None:
            raise FetchError(f"{address}: no answer to a first question")
        content = unzipped(fetched.body, f"{provider}.csv")
        parsed = parse(content, provider, address, fetched.fetched_at)
        return Part(place, fetched.fetched_at, parsed, etag=version)

    return read_calls(client, PROVIDERS, ask)


def _is_nvidia(row: Mapping[str, str | None]) -> bool:
    scheduled = "dws" in (row.get("flags") or "").casefold()
    vendor = (row["gpu_vendor"] or "").casefold()
    return vendor == "nvidia" and row["gpu_count"] not in ("", "0") and not scheduled


def _quotes(
    rows: list[dict[str, str]], common: Mapping[str, object]
) -> Iterator[dict[str, object]]:
    for row in rows:
        is_spot = SPOT.get(row["spot"])
        option = PurchaseOption.SPOT if is_spot else PurchaseOption.ON_DEMAND
        yield {
            **common,
            "region": row["location"],
            "instance_type": row["instance_name"],
            # Neither yes nor no is no option at all, and is rejected with that reason.
            "purchase_option": option if is_spot is not None else row["spot"],
            "usd_per_hour": row["price"],
            "accelerator": row["gpu_name"],
            "accelerators": row["gpu_count"],
            "note": "the lowest price of the region's zones" if is_spot else "",
        }
