"""Google's accelerator machines: which parts their price is the sum of."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MACHINES = Path(__file__).parents[1] / "data" / "gcp_machines.csv"


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine type that Google prices in parts.

    Attributes:
        instance_type: Google's name of it.
        accelerator: the name catalogs give its accelerator.
        accelerators: how many it has.
        vcpu: virtual CPUs.
        mem_gib: memory [GiB].
        gpu_skus: names the SKU of one accelerator has had.
        core_skus: names of the SKU of one vCPU; none when the accelerator's price covers the host.
        ram_skus: names of the SKU of one GiB; none when the accelerator's price covers the host.
        sold_on_demand: whether Google sells it so; a SKU may have a price although nobody can buy.
        note: what a reader must know of its price.
    """

    instance_type: str
    accelerator: str
    accelerators: int
    vcpu: float
    mem_gib: float
    gpu_skus: tuple[str, ...]
    core_skus: tuple[str, ...]
    ram_skus: tuple[str, ...]
    sold_on_demand: bool
    note: str

    @property
    def host_included(self) -> bool:
        """Whether the accelerators' price is the whole machine's."""
        return not self.core_skus


@cache
def machines() -> tuple[Machine, ...]:
    """All machines whose parts are known."""
    with MACHINES.open(newline="", encoding="utf-8") as file:
        return tuple(
            Machine(
                row["instance_type"],
                row["accelerator"],
                int(row["accelerators"]),
                float(row["vcpu"]),
                float(row["mem_gib"]),
                _names(row["gpu_skus"]),
                _names(row["core_skus"]),
                _names(row["ram_skus"]),
                row["sold_on_demand"] == "true",
                row["note"],
            )
            for row in csv.DictReader(file)
        )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()
