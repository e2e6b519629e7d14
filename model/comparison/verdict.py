"""The cheapest Trainium against the cheapest NVIDIA platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.uncertainty import Interval, LogNormal, difference_interval, probability_less, ratio

TRAINIUM, NVIDIA = "trainium", "nvidia"


@dataclass(frozen=True, slots=True)
class Contender:
    """A platform with a cost."""

    instance_type: str
    family: str
    cost_usd: LogNormal


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which family trains the model for less, by how much and how surely.

    Attributes:
        winner: the instance type with the lower median cost.
        trainium: the cheapest Trainium platform.
        nvidia: the cheapest NVIDIA platform.
        difference_usd: Trainium's cost less NVIDIA's [USD], below zero where Trainium is cheaper.
        difference_fraction: the same over NVIDIA's cost.
        probability_trainium_cheaper: between 0 and 1; the two errors are taken as independent.
    """

    winner: Contender
    trainium: Contender
    nvidia: Contender
    difference_usd: Interval
    difference_fraction: Interval
    probability_trainium_cheaper: float


def weigh(contenders: Sequence[Contender]) -> Verdict | None:
    """The verdict on these platforms; None unless both families have one with a cost."""
    trainium = _cheapest(contenders, TRAINIUM)
    nvidia = _cheapest(contenders, NVIDIA)
    if trainium is None or nvidia is None:
        return None
    relative = ratio(trainium.cost_usd, nvidia.cost_usd).interval()
    return Verdict(
        winner=min((trainium, nvidia), key=lambda c: c.cost_usd.median),
        trainium=trainium,
        nvidia=nvidia,
        difference_usd=difference_interval(trainium.cost_usd, nvidia.cost_usd),
        difference_fraction=Interval(relative.low - 1, relative.median - 1, relative.high - 1),
        probability_trainium_cheaper=probability_less(trainium.cost_usd, nvidia.cost_usd),
    )


def _cheapest(contenders: Sequence[Contender], family: str) -> Contender | None:
    own = [c for c in contenders if c.family == family]
    return min(own, key=lambda c: c.cost_usd.median, default=None)
