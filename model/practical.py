"""What is no longer practical: runs and fleets beyond what anybody sells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from model.data_files import rows
from model.units import DAYS_PER_YEAR
from model.wording import counted, duration


@dataclass(frozen=True, slots=True)
class PracticalLimit:
    """One limit and where it comes from.

    Attributes:
        value: the limit [unit].
        unit: its unit.
        source: where it is published.
        as_of: when it was read.
    """

    value: int
    unit: str
    source: str
    as_of: str


@cache
def practical_limits() -> Mapping[str, PracticalLimit]:
    """All limits by name."""
    return MappingProxyType(
        {
            row["name"]: PracticalLimit(int(row["value"]), row["unit"], row["source"], row["as_of"])
            for row in rows("practical_limits.csv")
        }
    )


def longest_run_days() -> int:
    """Days of the longest run that is planned: no capacity is sold for longer."""
    return practical_limits()["longest_run_days"].value


def most_accelerators() -> int:
    """Accelerators of the largest cluster that is planned."""
    return practical_limits()["most_accelerators"].value


def too_many(instances: int, accelerators: int) -> str:
    """Why a cluster of so many instances is not practical; empty where it is.

    Args:
        instances: instances of the cluster.
        accelerators: accelerators in each.
    """
    chips, most = instances * accelerators, most_accelerators()
    if chips <= most:
        return ""
    return (
        f"{counted(instances, 'instance')} have {chips:,} accelerators, more than the largest "
        f"cluster on offer ({most:,})."
    )


def too_long(instances: int, days: float) -> str:
    """Why a run of so many days on so many instances is not practical; empty where it is."""
    longest = longest_run_days()
    if days <= longest:
        return ""
    enough = math.ceil(instances * days / longest)
    return (
        f"{counted(instances, 'instance')} would take {duration(days)}, longer than capacity is "
        f"sold for ({longest / DAYS_PER_YEAR:.0f} years): at least {counted(enough, 'instance')} "
        "would be needed."
    )
