"""Azure's retail prices: on-demand, spot and reserved, of one machine in every region.

https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from pricing.checks import ROUNDING, Rejected
from pricing.fetch.address import redirect_target, source_address
from pricing.fetch.client import Client
from pricing.quote import PurchaseOption, Quote
from pricing.sources.parsed import MISSHAPEN, LayoutChanged, Parsed, SourceRefused, parsed_rows
from pricing.sources.source import Part, Reading, read_calls
from pricing.sources.terms import HOURS_PER_YEAR, RESERVED, years_of

SOURCE = "Azure Retail Prices"
NAME = "azure_retail"
ADDRESS = "https://prices.azure.com/api/retail/prices"
MACHINES = Path(__file__).parents[1] / "data" / "azure_machines.csv"
MOST_PAGES = 20
HOUR = "1 Hour"


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine of Azure's with accelerators.

    Attributes:
        instance_type: Azure's name of it (`armSkuName`).
        accelerator: what is in it.
        accelerators: how many.
    """

    instance_type: str
    accelerator: str
    accelerators: int


@cache
def machines() -> tuple[Machine, ...]:
    """The machines asked for."""
    with MACHINES.open(newline="", encoding="utf-8") as file:
        return tuple(
            Machine(row["instance_type"], row["accelerator"], int(row["accelerators"]))
            for row in csv.DictReader(file)
        )


def question(machine: Machine) -> str:
    """The address of a machine's first page; CROSSOVER_AZURE_RETAIL_URL moves the service."""
    asked = f"serviceName eq 'Virtual Machines' and armSkuName eq '{machine.instance_type}'"
    return f"{source_address(NAME, ADDRESS)}?currencyCode=USD&$filter={quote(asked)}"


def page_items(body: bytes) -> tuple[list[Mapping[str, Any]], str]:
    """The items of a page, and the address of the next one; empty after the last.

    Raises:
        LayoutChanged: not the known format.
    """
    try:
        page = json.loads(body)
        items, following = page["Items"], page["NextPageLink"]
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise TypeError("Items is no list of items")
    except MISSHAPEN as error:
        raise LayoutChanged(f"{SOURCE}: not in the known format: {error!r}"[:300]) from error
    return items, str(following or "")


def parse(
    items: Iterable[Mapping[str, Any]], machine: Machine, address: str, fetched_at: datetime
) -> Parsed:
    """Linux quotes of a machine.

    Args:
        items: of all pages.
        machine: the machine asked for.
        address: where they were read, kept as evidence.
        fetched_at: when (UTC).

    Raises:
        LayoutChanged: a field is missing, or no item of the machine is a price.
    """
    rejected: list[Rejected] = []
    common = {
        "provider": "azure",
        "instance_type": machine.instance_type,
        "accelerator": machine.accelerator,
        "accelerators": machine.accelerators,
        "as_of": fetched_at.date(),
        "source": SOURCE,
        "evidence": address[:500],
        "fetched_at": fetched_at,
    }
    try:
        rows = [
            {**common, **row}
            for item in items
            if _is_linux_machine(item, machine, fetched_at)
            for row in _quote(item, rejected)
        ]
    except MISSHAPEN as error:
        raise LayoutChanged(f"{SOURCE}: an item is not as known: {error!r}"[:300]) from error
    if not rows and not rejected:  # what answered was Windows, or of another machine
        return Parsed((), ())
    return _without_false_spot(parsed_rows(f"{SOURCE} ({machine.instance_type})", rows, rejected))


def read(client: Client, known: Mapping[str, str]) -> Reading:
    """Ask for every machine, page by page.

    Raises:
        FetchError: none could be asked, the first for this reason.
        SourceRefused: none is believed, the first for this reason.
    """

    def ask(machine: Machine) -> Part:
        first = question(machine)
        items: list[Mapping[str, Any]] = []
        following = first
        for _ in range(MOST_PAGES):
            body = client.get(following).body or b""
            found, link = page_items(body)
            items += found
            if not link:
                break
            following = _on_our_host(following, link)
        else:
            raise SourceRefused(f"{SOURCE}: more than {MOST_PAGES} pages of one machine")
        now = client.now()
        return Part(first, now, parse(items, machine, first, now))

    return read_calls(client, machines(), ask)


def _on_our_host(asked: str, link: str) -> str:
    """The next page: where the service is moved to, though the link names its published host.

    Raises:
        AddressRefused: the link leads to any other host.
    """
    published = urlsplit(ADDRESS)
    if urlsplit(link).hostname == published.hostname:
        return f"{source_address(NAME, ADDRESS)}?{urlsplit(link).query}"
    return redirect_target(asked, link)


def _is_linux_machine(item: Mapping[str, Any], machine: Machine, now: datetime) -> bool:
    """Whether an item is of this machine without a licence, sold to all, now.

    Linux and Windows share the meter's name; only the product's tells them apart.
    """
    product = item["productName"].split()
    meter = item["meterName"].casefold()
    return (
        item["armSkuName"] == machine.instance_type
        and "Windows" not in product
        and "Win" not in product
        and item["type"] != "DevTestConsumption"
        and "low priority" not in meter
        and not item.get("tierMinimumUnits")
        and _begun(item.get("effectiveStartDate"), now)
    )


def _begun(start: str | None, now: datetime) -> bool:
    return start is None or datetime.fromisoformat(start) <= now


def _quote(item: Mapping[str, Any], rejected: list[Rejected]) -> Iterator[dict[str, object]]:
    usd, region, kind = item["retailPrice"], item["armRegionName"], item["type"]
    since = (item.get("effectiveStartDate") or "")[:10] or None
    label = f"azure {region} {item['armSkuName']} {kind}"[:200]
    if item["currencyCode"] != "USD" or item["unitOfMeasure"] != HOUR:
        said = f"{item['currencyCode']} per {item['unitOfMeasure']}"
        rejected.append(Rejected(label, f"not USD per hour but {said[:60]}"))
    elif kind == "Reservation":
        # The price of the whole term, although the unit says an hour.
        years = years_of(item["reservationTerm"])
        yield {
            "region": region,
            "purchase_option": RESERVED[years],
            "usd_per_hour": round(float(usd) / (years * HOURS_PER_YEAR), 6),
            "valid_from": since,
            "note": f"{usd:,.0f} USD for the term, paid at once or by the month",
        }
    elif kind == "Consumption":
        is_spot = "spot" in item["meterName"].casefold()
        option = PurchaseOption.SPOT if is_spot else PurchaseOption.ON_DEMAND
        yield {
            "region": region,
            "purchase_option": option,
            "usd_per_hour": usd,
            "valid_from": since,
        }
    else:
        rejected.append(Rejected(label, f"{kind[:60]!r} is no known kind of price"))


def _without_false_spot(parsed: Parsed) -> Parsed:
    """Azure prints the on-demand price as spot where it sells no spot, as of the H200."""
    on_demand = {
        q.region: q.usd_per_hour
        for q in parsed.quotes
        if q.purchase_option is PurchaseOption.ON_DEMAND
    }
    kept: list[Quote] = []
    rejected: list[Rejected] = []
    for q in parsed.quotes:
        ceiling = on_demand.get(q.region)
        is_spot = q.purchase_option is PurchaseOption.SPOT
        if is_spot and ceiling is not None and q.usd_per_hour >= ceiling * (1 - ROUNDING):
            reason = f"spot {q.usd_per_hour:g} is the on-demand price: no spot is sold here"
            rejected.append(Rejected(" ".join(filter(None, q.key)), reason))
        else:
            kept.append(q)
    return Parsed(tuple(kept), (*parsed.rejected, *rejected))
