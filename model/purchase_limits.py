"""What a purchase option allows: how many instances and for how long."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from model.data_files import rows
from model.wording import duration


@dataclass(frozen=True, slots=True)
class PurchaseLimit:
    """Limits of one purchase option.

    Attributes:
        purchase_option: the option.
        max_instances_per_purchase: most instances one purchase may hold.
        max_instances: most instances of all purchases at one time.
        max_days: longest term of a purchase [days].
        source: where the limits are printed.
        as_of: when they were read.
    """

    purchase_option: str
    max_instances_per_purchase: int
    max_instances: int
    max_days: int
    source: str
    as_of: str


@cache
def purchase_limits() -> Mapping[str, PurchaseLimit]:
    """Known limits by purchase option; an option without a row has none that is published."""
    found = (
        PurchaseLimit(
            row["purchase_option"],
            int(row["max_instances_per_purchase"]),
            int(row["max_instances"]),
            int(row["max_days"]),
            row["source"],
            row["as_of"],
        )
        for row in rows("purchase_limits.csv")
    )
    return MappingProxyType({item.purchase_option: item for item in found})


def purchase_caveats(purchase_option: str, instances: int, days: float) -> tuple[str, ...]:
    """What the buyer runs into with this many instances for this long, in words."""
    limit = purchase_limits().get(purchase_option)
    if limit is None:
        return ()
    name = purchase_option.replace("_", " ")
    caveats: list[str] = []
    if instances > limit.max_instances:
        caveats.append(
            f"{instances:,} instances are more than the {limit.max_instances} that "
            f"{name}s allow at a time: this needs an agreement with the provider"
        )
    elif instances > limit.max_instances_per_purchase:
        blocks = math.ceil(instances / limit.max_instances_per_purchase)
        caveats.append(f"needs {blocks} {name}s of up to {limit.max_instances_per_purchase}")
    if days > limit.max_days:
        caveats.append(f"{duration(days)} are longer than one {name} ({limit.max_days} days)")
    return tuple(caveats)
