"""What the training stack of a platform supports today, from `platform_features.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from model.data_files import rows
from model.hardware import Accelerator
from model.stack.stacks import Stack, stacks
from model.workload import Precision, Workload


@dataclass(frozen=True, slots=True)
class PlatformFeatures:
    """The stack a platform would train with, and its limits.

    Attributes:
        stack: the stack.
        release: its release.
        max_tensor_parallel: largest tensor-parallel degree.
        max_context_parallel: largest context-parallel degree.
        virtual_pipeline: interleaved pipelines are supported.
        max_expert_parallel: largest expert-parallel degree; 1 for none.
        max_zero: highest ZeRO stage.
        precisions: number formats it trains with.
        whole_graph: what its recipes run as one CUDA graph a step, as `chip/kind/precision`.
        source: where that comes from.
        retrieved: date it was read.
        notes: remarks.
    """

    stack: Stack
    release: str
    max_tensor_parallel: int
    max_context_parallel: int
    virtual_pipeline: bool
    max_expert_parallel: int
    max_zero: int
    precisions: tuple[Precision, ...]
    whole_graph: tuple[str, ...]
    source: str
    retrieved: str
    notes: str


@lru_cache(maxsize=1)
def _table() -> Mapping[str, PlatformFeatures]:
    return {row["generation"]: _features(row) for row in rows("platform_features.csv")}


def platform_features(chip: Accelerator, workload: Workload | None = None) -> PlatformFeatures:
    """The stack and limits of a chip's platform.

    Args:
        chip: the accelerator.
        workload: what it trains; the stack comes as its recipes set it up for that, with tokens
            that go to the experts of the model's choice.

    Raises:
        ValueError: the table has no row for the chip's generation.
    """
    try:
        features = _table()[chip.generation]
    except KeyError:
        known = ", ".join(_table())
        raise ValueError(f"generation = {chip.generation!r}: must be one of {known}") from None
    if workload is None:
        return features
    a = workload.architecture
    kind = "hybrid" if a.mixer_layers else "moe" if a.experts else "dense"
    captured = f"{chip.id}/{kind}/{workload.precision.value}" in features.whole_graph
    stack = replace(features.stack, whole_graph=captured, routed_freely=True)
    return replace(features, stack=stack)


def _features(row: Mapping[str, str]) -> PlatformFeatures:
    return PlatformFeatures(
        stack=stacks()[row["stack"]],
        release=row["release"],
        max_tensor_parallel=int(row["max_tensor_parallel"]),
        max_context_parallel=int(row["max_context_parallel"]),
        virtual_pipeline=row["virtual_pipeline"] == "1",
        max_expert_parallel=int(row["max_expert_parallel"]),
        max_zero=int(row["max_zero"]),
        precisions=tuple(Precision(p) for p in row["precisions"].split("|")),
        whole_graph=tuple(row["whole_graph"].split("|")),
        source=row["source"],
        retrieved=row["retrieved"],
        notes=row["notes"],
    )
