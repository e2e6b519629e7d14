"""The numbers of how capacity is sold, from `model/data/purchase_rules.csv` and its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from model.data_files import rows
from model.purchase_limits import purchase_limits
from model.purchase_option import PurchaseOption

# Days; the longest practical run with a third as much again.
LONGEST_COVER = 1_460


class TermKind(StrEnum):
    """How an option is paid."""

    AS_USED = "as_used"
    INTERRUPTIBLE = "interruptible"
    PREPAID = "prepaid"
    COMMITMENT = "commitment"
    OWNED = "owned"


@dataclass(frozen=True, slots=True)
class Rule:
    """One number with its range and where it comes from.

    Attributes:
        what: what it says, in words.
        value: the value used [unit].
        low: low end [unit].
        high: high end [unit].
        unit: unit of the three.
        evidence_class: vendor or assumed.
        source: where it is published, or why it is assumed.
        as_of: when it was read.
    """

    what: str
    value: float
    low: float
    high: float
    unit: str
    evidence_class: str
    source: str
    as_of: str


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by name."""
    return MappingProxyType(
        {
            row["name"]: Rule(
                row["what"],
                float(row["value"]),
                float(row["low"]),
                float(row["high"]),
                row["unit"],
                row["class"],
                row["source"],
                row["as_of"],
            )
            for row in rows("purchase_rules.csv")
        }
    )


@cache
def terms() -> Mapping[str, tuple[TermKind, int]]:
    """How each purchase option is paid, and its term [days]."""
    return MappingProxyType(
        {
            row["purchase_option"]: (TermKind(row["kind"]), int(row["term_days"]))
            for row in rows("purchase_terms.csv")
        }
    )


@cache
def block_lengths() -> tuple[int, ...]:
    """Lengths that a Capacity Block is sold in [days], ascending."""
    single, step = int(rules()["block_single_days"].value), int(rules()["block_step_days"].value)
    longest = purchase_limits()[PurchaseOption.CAPACITY_BLOCK].max_days
    return (*range(1, single + 1), *range(single + step, longest + 1, step))


def blocks_covering(days: int) -> tuple[int, ...]:
    """The fewest blocks, one after the other, that last exactly so many days, longest first.

    Every block of a type costs the same per hour, and one-day blocks fill any gap: the cheapest
    cover of a span has no unused day, and the fewest restarts.

    Args:
        days: from 1 to `LONGEST_COVER`.
    """
    return _covers()[days]


@cache
def _covers() -> tuple[tuple[int, ...], ...]:
    """The cover of every span, each made from a shorter one (coin change)."""
    fewest: list[tuple[int, ...]] = [()]
    for total in range(1, LONGEST_COVER + 1):
        parts = [(n, *fewest[total - n]) for n in block_lengths() if n <= total]
        fewest.append(min(parts, key=lambda part: (len(part), -part[0])))
    return tuple(tuple(sorted(part, reverse=True)) for part in fewest)


def most_in_blocks() -> int:
    """Instances that all blocks of an account together may hold at one time."""
    return purchase_limits()[PurchaseOption.CAPACITY_BLOCK].max_instances


def block_sizes(instances: int) -> tuple[int, ...]:
    """The blocks, side by side, that hold exactly so many instances, largest first.

    Raises:
        ValueError: all blocks of an account together may not hold as many.
    """
    if instances > most_in_blocks():
        raise ValueError(f"instances = {instances}: blocks hold {most_in_blocks()} at most")
    sizes: list[int] = []
    size = int(rules()["block_largest_size"].value)
    while instances:
        count, instances = divmod(instances, size)
        sizes += [size] * count
        size //= 2
    return tuple(sizes)
