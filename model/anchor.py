"""What the user's own step logs say of a platform, and what that does to a prediction."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_TEXT = re.compile(
    r"([A-Za-z0-9_.-]{2,40}):([0-9]{1,2}(?:\.[0-9]{1,4})?):([0-9]{1,2}(?:\.[0-9]{1,4})?)"
)
LOWEST, HIGHEST = 0.05, 20.0
# A log is one sample of one machine: it never makes a prediction surer than this [ln].
SUREST, LEAST_SURE = 0.01, 10.0


@dataclass(frozen=True, slots=True)
class Anchor:
    """How fast a platform trained, relative to what the model says of its best layout.

    Attributes:
        instance_type: the platform.
        factor: measured over predicted throughput; the prediction leaves out what practice loses
            against the best layout.
        log_sigma: how unsure that is for another run on the platform [ln].
    """

    instance_type: str
    factor: float
    log_sigma: float


def read_anchor(text: str) -> Anchor:
    """An anchor as a link writes it: `trn2.48xlarge:0.87:0.06`.

    Raises:
        ValueError: it is not written so, or its numbers are out of bounds.
    """
    match = _TEXT.fullmatch(text)
    if match is None:
        raise ValueError("an anchor needs a platform, a factor and a spread, with colons between")
    anchor = Anchor(match[1], float(match[2]), float(match[3]))
    if not LOWEST <= anchor.factor <= HIGHEST:
        raise ValueError(f"the factor of an anchor needs to be between {LOWEST:g} and {HIGHEST:g}")
    if not SUREST <= anchor.log_sigma <= LEAST_SURE:
        raise ValueError(
            f"the spread of an anchor needs to be between {SUREST:g} and {LEAST_SURE:g}"
        )
    return anchor


def write_anchor(anchor: Anchor) -> str:
    """The anchor as a link writes it, rounded to what is known.

    Raises:
        ValueError: its factor is out of bounds.
    """
    spread = min(max(anchor.log_sigma, SUREST), LEAST_SURE)
    text = f"{anchor.instance_type}:{_short(anchor.factor)}:{_short(spread)}"
    read_anchor(text)
    return text


def _short(value: float) -> str:
    digits = max(0, 3 - 1 - math.floor(math.log10(value))) if value > 0 else 0
    return f"{value:.{min(digits, 4)}f}"


def updated(
    prior_log: float, prior_sigma: float, measured_log: float, measured_sigma: float
) -> tuple[float, float]:
    """Mean and standard deviation of a normal quantity after one normal measurement of it.

    Source: Gelman et al., Bayesian Data Analysis, third edition, section 2.5. A measurement
    without information (an infinite spread) changes nothing, and none makes it less sure.
    """
    if prior_sigma == 0 or math.isinf(measured_sigma):
        return prior_log, prior_sigma
    weight = prior_sigma**2 / (prior_sigma**2 + measured_sigma**2)
    mean = prior_log + weight * (measured_log - prior_log)
    return mean, prior_sigma * math.sqrt(1 - weight)
