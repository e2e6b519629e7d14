"""What the search returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.layout import Layout

# What a step takes beyond the layout on paper.
PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No layout works, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class MemoryEstimate:
    """Memory of the fullest accelerator.

    Attributes:
        bytes_by_category: bytes by category.
        capacity_bytes: what the accelerator has.
    """

    bytes_by_category: Mapping[str, float]
    capacity_bytes: float

    @property
    def total_bytes(self) -> float:
        """All categories together [B]."""
        return sum(self.bytes_by_category.values())


@dataclass(frozen=True, slots=True)
class Alternative:
    """A layout of another kind, and why it lost.

    Attributes:
        kind: what sets it apart, such as `ZeRO-3` or `tensor and pipeline`.
        layout: the best layout of that kind.
        step_seconds: its step time [s]; None if none of that kind fits.
        reason: why it is not the best one.
    """

    kind: str
    layout: Layout
    step_seconds: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class StepEstimate:
    """One optimizer step of a workload on a cluster.

    Attributes:
        layout: the layout.
        stack: training stack that the estimate is for.
        step_seconds: median of the step time [s].
        breakdown: seconds by part; they add up to `step_seconds`.
        memory: memory of the fullest accelerator.
        mfu: model FLOP/s (nothing counted that is recomputed or masked) over the dense peak.
        tokens_per_s_per_accelerator: throughput of one accelerator.
        log_sigma: standard deviation of ln(actual / predicted throughput).
        evidence: what stands behind the estimate: `covered`, `thin`, `single`,
            `finetuned`, `routed`, `scarce` or `unmeasured`.
        evidence_text: the same in words.
        alternatives: the best layouts of other kinds.
        layouts_examined: layouts that the search compared.
    """

    layout: Layout
    stack: str
    step_seconds: float
    breakdown: Mapping[str, float]
    memory: MemoryEstimate
    mfu: float
    tokens_per_s_per_accelerator: float
    log_sigma: float
    evidence: str
    evidence_text: str
    alternatives: tuple[Alternative, ...]
    layouts_examined: int

    @property
    def seconds_on_paper(self) -> float:
        """What the layout takes by itself, without what practice adds to it [s]."""
        return self.step_seconds - self.breakdown.get(PRACTICE, 0.0)
