"""The steady part of a log: without warm-up, its median, its scatter, and what stands out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# The first steps compile, fill caches and start the data loaders.
WARM_UP_SHARE, MOST_WARM_UP = 0.1, 20
# A step belongs to the warm-up while it differs from the later ones by more than this.
WARM = 1.2
# Beyond so many standard deviations, and by more than this share, a step stands out: it wrote a
# checkpoint, evaluated, or waited.
FAR, FAR_SHARE = 4.0, 0.1
# Scatter of a standard deviation that one cannot see in a few steps [ln].
LEAST_SCATTER = 0.02
_MAD = 1.4826
# The median of normal values scatters by so much more than their mean.
_MEDIAN = math.sqrt(math.pi / 2)


@dataclass(frozen=True, slots=True)
class Steady:
    """The steady part of a series.

    Attributes:
        median: middle value [unit of the series].
        scatter: standard deviation of the logarithm of one value, outliers left out.
        used: values in the steady part, outliers left out.
        warm_up: values dropped at the beginning.
        outliers: values that stand out afterwards.
        log_sigma: how unsure the median is [ln].
    """

    median: float
    scatter: float
    used: int
    warm_up: int
    outliers: int
    log_sigma: float


def steady(values: Sequence[float]) -> Steady:
    """The steady part of positive values in the order they were measured.

    Raises:
        ValueError: there are none.
    """
    if not len(values):
        raise ValueError("no values: at least one is needed")
    logs = np.log(np.asarray(values, dtype=float))
    warm_up = _warm_up(logs)
    kept = logs[warm_up:]
    middle = float(np.median(kept))
    scatter = _MAD * float(np.median(np.abs(kept - middle)))
    near = np.abs(kept - middle) <= max(FAR * scatter, FAR_SHARE)
    used = kept[near]
    return Steady(
        median=math.exp(float(np.median(used))),
        scatter=scatter,
        used=len(used),
        warm_up=warm_up,
        outliers=int(np.sum(~near)),
        log_sigma=median_log_sigma(scatter, len(used)),
    )


def median_log_sigma(scatter: float, count: int) -> float:
    """How unsure the median of so many values is [ln], for the scatter of one of them.

    Source: large-sample variance of a median, pi / 2 times that of a mean (Kenney and Keeping
    1962, section 13.13).
    """
    return _MEDIAN * max(scatter, LEAST_SCATTER) / math.sqrt(count)


def _warm_up(logs: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> int:
    """Values to drop at the beginning: a tenth, and those still far from the later ones."""
    if len(logs) < 3:
        return 0
    later = float(np.median(logs[len(logs) // 2 :]))
    drop = min(max(1, round(WARM_UP_SHARE * len(logs))), MOST_WARM_UP)
    while drop < len(logs) // 2 and abs(logs[drop] - later) > math.log(WARM):
        drop += 1
    return drop
