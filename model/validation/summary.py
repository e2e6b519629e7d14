"""Error statistics of predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """How far predictions of some runs were off.

    Attributes:
        n: runs.
        median, mean, p90: of |predicted / measured - 1|.
        bias: median of predicted / measured - 1.
        coverage: share of runs inside their 80 % interval.
        half_width: median of the interval's half-width, as a factor.
    """

    n: int
    median: float
    mean: float
    p90: float
    bias: float
    coverage: float
    half_width: float


def summarise(
    predicted: Sequence[float],
    measured: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
) -> ErrorSummary:
    """Statistics of some predictions with intervals.

    Raises:
        ValueError: there are none.
    """
    if not len(predicted):
        raise ValueError("no predictions to summarise: at least 1 is needed")
    p, m = np.asarray(predicted), np.asarray(measured)
    lower, upper = np.asarray(low), np.asarray(high)
    error = p / m - 1
    return ErrorSummary(
        n=len(p),
        median=float(np.median(np.abs(error))),
        mean=float(np.mean(np.abs(error))),
        p90=float(np.quantile(np.abs(error), 0.9)),
        bias=float(np.median(error)),
        coverage=float(np.mean((m >= lower) & (m <= upper))),
        half_width=float(np.median(np.sqrt(upper / lower))),
    )
