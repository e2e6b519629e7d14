"""Reads the public price list: indexes first, then the wanted regions' files as streams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from pricing.fetch.address import source_address
from pricing.fetch.client import Client
from pricing.sources.parsed import LayoutChanged, Parsed
from pricing.sources.price_list import csv_file, savings_plans
from pricing.sources.price_list.offers import (
    INDEX,
    REGIONS_SETTING,
    address_of,
    index_path,
    plan_files,
    region_files,
    turned_off,
    wanted_regions,
)
from pricing.sources.source import Part, Reading, read_calls

PRICES_NAME, PLANS_NAME = "price_list", "savings_plan_list"
HOST = "https://pricing.us-east-1.amazonaws.com"
# A region is some 300 MB: what cannot be had at 1 MB/s is not waited for.
LARGEST_FILE_BYTES = 2 * 1024**3
LONGEST_READ_S = 300.0
LONGEST_SILENCE_S = 60.0
MOST_ATTEMPTS = 2
# A path with this in it always leads to the latest version: only an ETag tells one from another.
CURRENT = "/current/"
Parse = Callable[[Iterable[bytes], str, str, datetime], Parsed]


def missing() -> str:
    """Why the files are not read here; empty when they are."""
    return f"turned off by {REGIONS_SETTING}" if turned_off() else ""


def read_prices(client: Client, known: Mapping[str, str]) -> Reading:
    """On-demand and reserved rates of the wanted regions."""
    base = source_address(PRICES_NAME, HOST).rstrip("/")
    index = _index(client, address_of(base, INDEX))
    regions = _index(client, address_of(base, index_path(index, "currentRegionIndexUrl")))
    return _read(client, known, base, region_files(regions), csv_file.parse)


def read_plans(client: Client, known: Mapping[str, str]) -> Reading:
    """Savings Plan rates of the wanted regions."""
    base = source_address(PLANS_NAME, HOST).rstrip("/")
    index = _index(client, address_of(base, INDEX))
    plans = _index(client, address_of(base, index_path(index, "currentSavingsPlanIndexUrl")))
    return _read(client, known, base, plan_files(plans), savings_plans.parse)


def _index(client: Client, address: str) -> bytes:
    body = client.get(address).body
    if body is None:
        raise LayoutChanged(f"{address}: no answer to a first question")
    return body


def _read(
    client: Client, known: Mapping[str, str], base: str, files: Mapping[str, str], parse: Parse
) -> Reading:
    """The files of the wanted regions; one that fails leaves the others whole.

    The path of a file names its version, so an unchanged one is not even asked for.
    """
    try:
        wanted = wanted_regions()
    except ValueError as error:
        raise LayoutChanged(str(error)) from error

    def ask(region: str) -> Part:
        # The same at every reading, whatever the version.
        place = f"{base}/{parse.__module__.rsplit('.', 1)[-1]}/{region}"
        path = files.get(region)
        if path is None:
            raise LayoutChanged(f"{region}: not in the price list")
        if known.get(place) == path:
            return Part(place, client.now(), etag=path)
        return _part(client, base, region, path, place, parse, known.get(place, ""))

    return read_calls(client, wanted, ask)


def _part(
    client: Client, base: str, region: str, path: str, place: str, parse: Parse, mark: str
) -> Part:
    patient = replace(
        client,
        limits=replace(
            client.limits,
            body_bytes=LARGEST_FILE_BYTES,
            body_s=LONGEST_READ_S,
            silence_s=max(client.limits.silence_s, LONGEST_SILENCE_S),
            attempts=min(client.limits.attempts, MOST_ATTEMPTS),
        ),
    )
    started = client.now()
    address = address_of(base, path)

    def consume(pieces: Iterator[bytes]) -> Parsed:
        return parse(pieces, region, address, started)

    versioned = CURRENT not in path
    fetched, parsed = patient.stream(address, "" if versioned else mark, consume)
    return Part(place, fetched.fetched_at, parsed, path if versioned else fetched.etag)
