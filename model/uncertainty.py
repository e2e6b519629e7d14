"""Uncertain quantities: log-normal, since a prediction errs by a factor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

_NORMAL = NormalDist()
LOW, HIGH = 0.1, 0.9
_GRID = 200


@dataclass(frozen=True, slots=True)
class Interval:
    """The central 80 % of a distribution, with its median."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A positive quantity whose logarithm is normal.

    Attributes:
        median: half of the probability lies below it [unit of the quantity].
        log_sigma: standard deviation of its natural logarithm, 0 for a certain quantity.
    """

    median: float
    log_sigma: float

    def quantile(self, probability: float) -> float:
        """The value below which the quantity falls with this probability (between 0 and 1)."""
        return self.median * math.exp(self.log_sigma * _NORMAL.inv_cdf(probability))

    def scaled(self, factor: float) -> LogNormal:
        """The quantity times a certain positive factor."""
        return LogNormal(self.median * factor, self.log_sigma)

    def inverse(self) -> LogNormal:
        """One over the quantity."""
        return LogNormal(1 / self.median, self.log_sigma)

    def interval(self) -> Interval:
        """The central 80 %."""
        return Interval(self.quantile(LOW), self.median, self.quantile(HIGH))


def ratio(numerator: LogNormal, denominator: LogNormal) -> LogNormal:
    """The ratio of two independent log-normal quantities, which is log-normal itself."""
    sigma = math.hypot(numerator.log_sigma, denominator.log_sigma)
    return LogNormal(numerator.median / denominator.median, sigma)


def probability_less(left: LogNormal, right: LogNormal) -> float:
    """The probability that `left` is below `right`, both independent; 0.5 for certain equals."""
    quotient = ratio(left, right)
    distance = -math.log(quotient.median)
    if quotient.log_sigma == 0:
        return 0.5 if distance == 0 else float(distance > 0)
    return _NORMAL.cdf(distance / quotient.log_sigma)


def difference_interval(left: LogNormal, right: LogNormal) -> Interval:
    """The central 80 % of `left - right`, both independent, with the difference of the medians.

    The difference of two log-normal quantities has no closed form: it is evaluated on a grid of
    equally probable values of each, which is deterministic and moves smoothly with the inputs.
    """
    scores = _scores()
    differences = np.subtract.outer(
        left.median * np.exp(left.log_sigma * scores),
        right.median * np.exp(right.log_sigma * scores),
    )
    low, high = np.quantile(differences, [LOW, HIGH])
    return Interval(float(low), left.median - right.median, float(high))


@lru_cache(maxsize=1)
def _scores() -> NDArray[np.float64]:
    """Equally probable values of a standard normal quantity."""
    return np.asarray([_NORMAL.inv_cdf((i + 0.5) / _GRID) for i in range(_GRID)])
