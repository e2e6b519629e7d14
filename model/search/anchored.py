"""An estimate brought into line with what the user measured on the platform."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from model.anchor import Anchor, updated
from model.search.best import PRACTICE
from model.search.estimate import StepEstimate


def anchored(step: StepEstimate, anchors: Iterable[Anchor], instance_type: str) -> StepEstimate:
    """The estimate after a Bayesian update of its throughput by the platform's anchor, if any.

    Before, the logarithm of throughput over that of the best layout on paper is normal, with what
    practice loses as its mean and the estimate's own spread. Every part of the step is scaled by
    the same factor: a log of step times does not tell which of them differs.
    """
    own = next((a for a in anchors if a.instance_type == instance_type), None)
    if own is None:
        return step
    on_paper = step.step_seconds - step.breakdown.get(PRACTICE, 0.0)
    before = math.log(on_paper / step.step_seconds)
    after, sigma = updated(before, step.log_sigma, math.log(own.factor), own.log_sigma)
    slower = math.exp(before - after)
    return replace(
        step,
        step_seconds=step.step_seconds * slower,
        breakdown=MappingProxyType({k: v * slower for k, v in step.breakdown.items()}),
        mfu=step.mfu / slower,
        tokens_per_s_per_accelerator=step.tokens_per_s_per_accelerator / slower,
        log_sigma=sigma,
        evidence_text=f"{step.evidence_text} Brought into line with your own log.",
    )
