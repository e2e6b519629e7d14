"""The cheapest Trainium against the cheapest NVIDIA platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.uncertainty import Interval, LogNormal, difference_interval, probability_less, ratio

TRAINIUM, NVIDIA = "trainium", "nvidia"


@dataclass(frozen=True, slots=True)
class Contender:
    """A platform with what it takes.

    Attributes:
        instance_type: the platform.
        family: of its accelerators.
        amount: its cost, or what else is weighed: less is better.
    """

    instance_type: str
    family: str
    amount: LogNormal


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which family trains the model for less, by how much and how surely.

    Attributes:
        winner: the instance type with the lower median.
        trainium: the cheapest Trainium platform.
        nvidia: the cheapest NVIDIA platform.
        difference: Trainium's amount less NVIDIA's, below zero where Trainium takes less.
        difference_fraction: the same over NVIDIA's amount.
        probability_trainium_cheaper: between 0 and 1; the two errors are taken as independent.
    """

    winner: Contender
    trainium: Contender
    nvidia: Contender
    difference: Interval
    difference_fraction: Interval
    probability_trainium_cheaper: float


def weigh(contenders: Sequence[Contender]) -> Verdict | None:
    """The verdict on these platforms; None unless both families have one with a cost."""
    trainium = _cheapest(contenders, TRAINIUM)
    nvidia = _cheapest(contenders, NVIDIA)
    if trainium is None or nvidia is None:
        return None
    relative = ratio(trainium.amount, nvidia.amount).interval()
    return Verdict(
        winner=min((trainium, nvidia), key=lambda c: c.amount.median),
        trainium=trainium,
        nvidia=nvidia,
        difference=difference_interval(trainium.amount, nvidia.amount),
        difference_fraction=Interval(relative.low - 1, relative.median - 1, relative.high - 1),
        probability_trainium_cheaper=probability_less(trainium.amount, nvidia.amount),
    )


def _cheapest(contenders: Sequence[Contender], family: str) -> Contender | None:
    own = [c for c in contenders if c.family == family]
    return min(own, key=lambda c: c.amount.median, default=None)
