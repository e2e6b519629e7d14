"""Repeating and summing up measurements."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence


def milliseconds(action: Callable[[], object], repeat: int = 1) -> float:
    """Median time of an action over some repetitions [ms]."""
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1e3)
    return statistics.median(taken)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
