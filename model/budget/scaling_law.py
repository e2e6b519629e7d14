"""Predicted loss of a model of N parameters trained on D tokens.

L(N, D) = E + A / N^alpha + B / D^beta (Hoffmann et al. 2022, approach 3), with the coefficients of
the refit by Besiroglu et al. 2024 (arXiv 2404.10102). A loss belongs to its corpus and tokenizer:
it serves to compare what one budget buys here and there, not to foretell a training.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from model.data_files import rows
from model.uncertainty import HIGH, Interval

Number = TypeVar("Number", float, npt.NDArray[np.float64])
# The published intervals hold 95 %, ours 80 %.
_NARROWER = NormalDist().inv_cdf(HIGH) / NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient with its 95 % interval and where it is published."""

    value: float
    low: float
    high: float
    source: str
    as_of: str


@cache
def coefficients() -> Mapping[str, Coefficient]:
    """The coefficients by name: `E`, `A`, `B`, `alpha`, `beta`."""
    found = {
        row["coefficient"]: Coefficient(
            float(row["value"]),
            float(row["low"]),
            float(row["high"]),
            row["source"],
            row["as_of"],
        )
        for row in rows("scaling_law.csv")
    }
    return MappingProxyType(found)


def loss(parameters: Number, tokens: Number) -> Number:
    """Predicted loss [nats per token] for so many parameters and training tokens."""
    return _loss(parameters, tokens, {name: c.value for name, c in coefficients().items()})


def loss_interval(parameters: float, tokens: float, tokens_log_sigma: float = 0.0) -> Interval:
    """The loss with its 80 % band.

    The band joins the confidence intervals of the fit, and how unsure the number of tokens is. A
    factor and its exponent are moved together from one end of their intervals to the other, as the
    fit leaves only their product known; the three terms are taken as independent, which makes the
    band wider than the fit's own.

    Args:
        parameters: of the model.
        tokens: it is trained on, the median.
        tokens_log_sigma: standard deviation of the logarithm of the tokens.
    """
    known = coefficients()
    middle = {name: c.value for name, c in known.items()}
    usual = _loss(parameters, tokens, middle)
    below = above = 0.0
    for group in (("E",), ("A", "alpha"), ("B", "beta")):
        ends = [
            _loss(parameters, tokens, middle | {name: getattr(known[name], end) for name in group})
            for end in ("low", "high")
        ]
        below += min(0.0, *(end - usual for end in ends)) ** 2
        above += max(0.0, *(end - usual for end in ends)) ** 2
    spread = math.exp(NormalDist().inv_cdf(HIGH) * tokens_log_sigma)
    fewer, more = (loss(parameters, tokens * factor) for factor in (1 / spread, spread))
    return Interval(
        usual - math.hypot(math.sqrt(below) * _NARROWER, usual - more),
        usual,
        usual + math.hypot(math.sqrt(above) * _NARROWER, fewer - usual),
    )


def optimum(flops: float) -> tuple[float, float]:
    """Parameters and tokens of the lowest loss for so many training FLOPs, at 6 a parameter.

    Closed form of Hoffmann et al. 2022, section 3.3.
    """
    c = {name: coefficient.value for name, coefficient in coefficients().items()}
    power = c["alpha"] + c["beta"]
    g = (c["alpha"] * c["A"] / (c["beta"] * c["B"])) ** (1 / power)
    parameters = g * (flops / 6) ** (c["beta"] / power)
    return parameters, flops / 6 / parameters


def _loss(parameters: Number, tokens: Number, c: Mapping[str, float]) -> Number:
    found: Number = c["E"] + c["A"] / parameters ** c["alpha"] + c["B"] / tokens ** c["beta"]
    return found
