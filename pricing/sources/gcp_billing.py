"""Google's Cloud Billing catalog: prices of parts, added up to whole machines. It asks for a key.

https://cloud.google.com/billing/docs/reference/rest/v1/services.skus/list
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from pricing.checks import Rejected
from pricing.fetch.address import source_address
from pricing.fetch.client import Client
from pricing.fetch.errors import FetchError, Forbidden
from pricing.quote import PurchaseOption
from pricing.sources.gcp_machines import Machine, machines
from pricing.sources.parsed import MISSHAPEN, LayoutChanged, Parsed, SourceRefused, parsed_rows
from pricing.sources.source import Part, Reading

SOURCE = "Google Cloud Billing catalog"
NAME = "gcp_billing"
# Compute Engine. Another id gives an empty list, not an error.
ADDRESS = "https://cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus"
KEY_SETTING = "CROSSOVER_GCP_API_KEY"
PAGE_SIZE = 5000
MOST_PAGES = 40
# Two forms each; flex-start ("DWS"), reserved, calendar and committed prices have other names.
ON_DEMAND = re.compile(r"^(?P<name>.+?) running in ")
SPOT = re.compile(
    r"^(?:Spot Preemptible (?P<name>.+?)|(?P<gpu>.+?) attached to Spot Preemptible VMs) running in "
)


@dataclass(frozen=True, slots=True)
class PartPrice:
    """The price of one part for one hour in one region.

    Attributes:
        region: the region.
        name: the SKU's name without how and where, e.g. `A3 Instance Core`.
        option: on-demand or spot.
        usd: per vCPU, GiB or accelerator, and hour [USD].
    """

    region: str
    name: str
    option: PurchaseOption
    usd: float


def missing() -> str:
    """Why the catalog cannot be asked; empty when a key is set."""
    return "" if os.environ.get(KEY_SETTING, "").strip() else f"no {KEY_SETTING} is set"


def page_skus(body: bytes) -> tuple[list[Mapping[str, Any]], str]:
    """The SKUs of a page, and the token of the next one; empty after the last.

    Raises:
        LayoutChanged: not the known format.
    """
    try:
        page = json.loads(body)
        skus, token = page["skus"], page.get("nextPageToken", "")
        if not isinstance(skus, list) or not isinstance(token, str):
            raise TypeError("skus is no list")
    except MISSHAPEN as error:
        raise LayoutChanged(f"{SOURCE}: not in the known format: {error!r}"[:300]) from error
    return skus, token


def part_prices(skus: Iterable[Mapping[str, Any]]) -> tuple[PartPrice, ...]:
    """The prices of the parts that machines of ours are made of.

    Raises:
        LayoutChanged: a SKU of ours is not in the known format.
    """
    wanted = {
        name for m in machines() for name in (*m.gpu_skus, *m.core_skus, *m.ram_skus)
    }  # fmt: skip
    found: list[PartPrice] = []
    for sku in skus:
        try:
            named = _name_and_option(sku["description"])
            if named is None or named[0] not in wanted:
                continue
            usd = _usd_per_hour(sku)
            found += [PartPrice(str(region), *named, usd) for region in sku["serviceRegions"]]
        except MISSHAPEN as error:
            raise LayoutChanged(f"{SOURCE}: a SKU is not as known: {error!r}"[:300]) from error
    return tuple(found)


def parse(skus: Iterable[Mapping[str, Any]], fetched_at: datetime) -> Parsed:
    """On-demand and spot quotes of whole machines.

    Args:
        skus: of all pages.
        fetched_at: when (UTC).

    Raises:
        LayoutChanged: a SKU of ours is not as known, or no machine can be added up.
    """
    prices: dict[tuple[str, PurchaseOption], dict[str, set[float]]] = defaultdict(dict)
    for part in part_prices(skus):
        prices[part.region, part.option].setdefault(part.name, set()).add(part.usd)
    rejected: list[Rejected] = []
    common = {
        "provider": "gcp",
        "as_of": fetched_at.date(),
        "source": SOURCE,
        "evidence": ADDRESS,
        "fetched_at": fetched_at,
    }
    rows = [
        {**common, "region": region, "purchase_option": option, **row}
        for (region, option), parts in prices.items()
        for machine in machines()
        for row in _whole(
            machine, parts, f"gcp {region} {machine.instance_type} {option}", rejected
        )
        if option is PurchaseOption.SPOT or _sold(machine, region, rejected)
    ]
    return parsed_rows(SOURCE, rows, rejected)


def read(client: Client, known: Mapping[str, str]) -> Reading:
    """Read all pages of the catalog.

    Raises:
        FetchError: it could not be read; the text never holds the key.
        SourceRefused: it answered something that is not believed.
    """
    if why := missing():
        raise FetchError(f"{SOURCE}: {why}")
    base = source_address(NAME, ADDRESS)
    # In a header, so that it is in no address, no error and no log.
    keyed = replace(client, headers={"X-Goog-Api-Key": os.environ[KEY_SETTING].strip()})
    skus: list[Mapping[str, Any]] = []
    token = ""
    for _ in range(MOST_PAGES):
        address = f"{base}?currencyCode=USD&pageSize={PAGE_SIZE}&pageToken={quote(token)}"
        try:
            body = keyed.get(address).body
        except Forbidden:
            said = f"the key in {KEY_SETTING} is not accepted; is the Cloud Billing API enabled?"
            raise FetchError(f"{SOURCE}: {said}") from None
        found, token = page_skus(body or b"")
        skus += found
        if not token:
            break
    else:
        raise SourceRefused(f"{SOURCE}: more than {MOST_PAGES} pages")
    if not skus:
        raise LayoutChanged(f"{SOURCE}: an empty list; the service's id may have changed")
    now = client.now()
    return Reading((Part(base, now, parse(skus, now)),))


def _name_and_option(description: str) -> tuple[str, PurchaseOption] | None:
    """What a SKU is of. Its `usageType` says on-demand of some spot prices: the words count."""
    if spot := SPOT.match(description):
        return spot["name"] or spot["gpu"], PurchaseOption.SPOT
    on_demand = ON_DEMAND.match(description)
    return (on_demand["name"], PurchaseOption.ON_DEMAND) if on_demand else None


def _usd_per_hour(sku: Mapping[str, Any]) -> float:
    """Units and billionths of the last tier, per hour."""
    expression = sku["pricingInfo"][0]["pricingExpression"]
    unit = expression["usageUnit"]
    if unit not in ("h", "GiBy.h"):
        raise ValueError(f"a price per {unit[:40]!r}")
    price = expression["tieredRates"][-1]["unitPrice"]
    if price["currencyCode"] != "USD":
        raise ValueError(f"a price in {price['currencyCode'][:10]!r}")
    return int(price["units"]) + int(price["nanos"]) / 1e9


def _whole(
    machine: Machine, parts: Mapping[str, set[float]], place: str, rejected: list[Rejected]
) -> Iterator[dict[str, object]]:
    """The machine as the sum of its parts, if each has one price above zero."""
    needed = [("accelerator", machine.gpu_skus, float(machine.accelerators))]
    if not machine.host_included:
        needed += [("vCPU", machine.core_skus, machine.vcpu)]
        needed += [("memory", machine.ram_skus, machine.mem_gib)]
    total, said = 0.0, []
    if not any(name in parts for name in machine.gpu_skus):
        return  # the region has no such accelerator
    for part, names, count in needed:
        known = set().union(*(parts.get(name, set()) for name in names))
        if len(known) != 1 or min(known) <= 0:
            shown = ", ".join(f"{usd:g}" for usd in sorted(known)) or "none"
            label = f"{place} {machine.instance_type}"
            rejected.append(Rejected(label, f"no one price of its {part}: {shown}"))
            return
        (usd,) = known
        total += count * usd
        said.append(f"{count:g} x {part} {usd:g}")
    yield {
        "instance_type": machine.instance_type,
        "accelerator": machine.accelerator,
        "accelerators": machine.accelerators,
        "usd_per_hour": round(total, 6),
        "note": " + ".join(said),
    }


def _sold(machine: Machine, region: str, rejected: list[Rejected]) -> bool:
    if not machine.sold_on_demand:
        label = f"gcp {region} {machine.instance_type} on_demand"
        rejected.append(Rejected(label, machine.note))
    return machine.sold_on_demand
