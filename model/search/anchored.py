"""An estimate brought into line with what the user measured on the platform."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from model.anchor import Anchor, updated
from model.search.estimate import StepEstimate


def anchored(step: StepEstimate, anchors: Iterable[Anchor], instance_type: str) -> StepEstimate:
    """The estimate after a Bayesian update of its throughput by the platform's anchor, if any.

    Before, the logarithm of throughput over that of the best layout on paper is normal, with what
    practice loses as its mean and the estimate's own spread. Every part of the step is scaled by
    the same factor: a log of step times does not tell which of them differs.
    """
    own = anchor_of(anchors, instance_type)
    if own is None:
        return step
    practice = step.step_seconds / step.seconds_on_paper
    slower, sigma = measured_slower(own, practice, step.log_sigma)
    return replace(
        step,
        step_seconds=step.step_seconds * slower,
        breakdown=MappingProxyType({k: v * slower for k, v in step.breakdown.items()}),
        mfu=step.mfu / slower,
        tokens_per_s_per_accelerator=step.tokens_per_s_per_accelerator / slower,
        log_sigma=sigma,
        evidence_text=f"{step.evidence_text} Brought into line with your own log.",
    )


def anchor_of(anchors: Iterable[Anchor], instance_type: str) -> Anchor | None:
    """What the user measured on a platform, if anything."""
    return next((a for a in anchors if a.instance_type == instance_type), None)


def measured_slower(own: Anchor, practice: float, log_sigma: float) -> tuple[float, float]:
    """How much longer than predicted a step takes after the user's measurement.

    Args:
        own: what the user measured.
        practice: predicted step time over that on paper.
        log_sigma: standard deviation of ln(actual / predicted) throughput before.

    Returns:
        The factor on the predicted step time, and the standard deviation after.
    """
    before = -math.log(practice)
    after, sigma = updated(before, log_sigma, math.log(own.factor), own.log_sigma)
    return math.exp(before - after), sigma
