"""What AWS allows of a Capacity Block: how many instances, how long, how far ahead."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path

LIMITS = Path(__file__).parent / "data" / "capacity_block_limits.csv"


@dataclass(frozen=True, slots=True)
class BlockLimits:
    """The limits of Capacity Blocks, each with its source in the data file.

    Attributes:
        instances_per_block: most instances of one block.
        instances_in_all: most instances of all blocks of an account at a time.
        shortest_days: shortest block [days].
        daily_until_days: up to here blocks come in steps of a day, then of a week [days].
        longest_days: longest block [days].
        starts_within_days: how far ahead a block may start [days].
        ends_at: when all blocks end (UTC).
    """

    instances_per_block: int
    instances_in_all: int
    shortest_days: int
    daily_until_days: int
    longest_days: int
    starts_within_days: int
    ends_at: time

    def bookable_days(self, days: float) -> int | None:
        """The shortest block that lasts so long [days]; None when no block does."""
        whole = max(math.ceil(days), self.shortest_days)
        if whole > self.daily_until_days:
            whole = math.ceil(whole / 7) * 7
        return whole if whole <= self.longest_days else None

    def blocks(self, instances: int) -> int:
        """How many blocks hold so many instances."""
        return math.ceil(instances / self.instances_per_block)


@cache
def block_limits() -> BlockLimits:
    """The limits as printed by AWS."""
    with LIMITS.open(newline="", encoding="utf-8") as file:
        found = {row["limit"]: int(row["value"]) for row in csv.DictReader(file)}
    ends = found.pop("ends_at_utc_minutes")
    return BlockLimits(**found, ends_at=time(*divmod(ends, 60)))
