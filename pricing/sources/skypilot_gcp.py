"""Google's machines in the SkyPilot catalog: a row for the host and one for its accelerators.

The rows of accelerators name no instance type, so a host's row alone looks like a whole machine at
a tenth of its price. Both are added up, zone by zone, for the machines whose parts are known.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from pricing.checks import Rejected
from pricing.quote import PurchaseOption
from pricing.sources.gcp_machines import Machine, machines

Row = Mapping[str, str]
PRICES = {PurchaseOption.ON_DEMAND: "Price", PurchaseOption.SPOT: "SpotPrice"}


def whole_machines(
    rows: Iterable[Row], common: Mapping[str, object], rejected: list[Rejected]
) -> Iterator[dict[str, object]]:
    """Quotes of whole machines.

    Args:
        rows: all rows of the file.
        common: the fields of every quote.
        rejected: gets what could not be added up, with the reason.
    """
    hosts: dict[tuple[str, str], Row] = {}
    accelerators: dict[tuple[str, float, str], Row] = {}
    for row in rows:
        zone, name = row["AvailabilityZone"], row["AcceleratorName"]
        if row["InstanceType"]:
            hosts[row["InstanceType"], zone] = row
        elif name and not name.startswith("tpu"):
            accelerators[name, _number(row["AcceleratorCount"]) or 0.0, zone] = row
    for machine in machines():
        for (name, count, zone), row in accelerators.items():
            if (name, count) == (machine.accelerator, machine.accelerators):
                host = hosts.get((machine.instance_type, zone))
                yield from _sums(machine, row, host, common, rejected)


def _sums(
    machine: Machine,
    accelerators: Row,
    host: Row | None,
    common: Mapping[str, object],
    rejected: list[Rejected],
) -> Iterator[dict[str, object]]:
    region, zone = accelerators["Region"], accelerators["AvailabilityZone"]
    if host is None and not machine.host_included:
        return  # the zone has the accelerator in another machine
    for option, column in PRICES.items():
        gpu = _price(accelerators[column])
        rest = _price(host[column]) if host and not machine.host_included else None
        if gpu is None and rest is None:
            continue
        label = f"gcp {zone} {machine.instance_type} {option}"
        if gpu is None:
            rejected.append(Rejected(label, "its host has a price, its accelerators have none"))
        elif rest is None and not machine.host_included:
            rejected.append(Rejected(label, "its accelerators have a price, its host has none"))
        elif option is PurchaseOption.ON_DEMAND and not machine.sold_on_demand:
            rejected.append(Rejected(label, machine.note))
        else:
            parts = f"{machine.accelerators} accelerators {gpu:g}"
            host_part = f"host {rest:g} + " if rest else ""
            yield {
                **common,
                "region": region,
                "zone": zone if option is PurchaseOption.SPOT else "",
                "instance_type": machine.instance_type,
                "accelerator": machine.accelerator,
                "accelerators": machine.accelerators,
                "purchase_option": option,
                "usd_per_hour": round(gpu + (rest or 0.0), 6),
                "note": "; ".join(filter(None, (host_part + parts, machine.note))),
            }


def _price(text: str) -> float | None:
    """A blank is unknown; what is no price is none."""
    price = _number(text)
    return price if price is not None and 0 < price < math.inf else None


def _number(text: str) -> float | None:
    """A blank is unknown, and so is what is no number."""
    try:
        return float(text)
    except ValueError:
        return None
