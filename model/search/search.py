"""Evaluating many layouts and choosing among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.architecture import Architecture
from model.hardware import Instance
from model.layout import Layout, Recompute, Sharding
from model.layout.layout import RECOMPUTE_BY_CODE, RECOMPUTE_CODE
from model.search.candidates import Axes, Flags, all_axes, candidates, take
from model.stack import PlatformFeatures
from model.step.assemble import exchanges_heads, machine, problem
from model.step.coefficients import Coefficients
from model.step.constants import constant
from model.step.memory import memory
from model.step.problem import LayoutArrays, Machine, Values
from model.step.schedule import step_time
from model.workload import Workload

# Share of the memory that a layout may plan with.
USABLE = constant("usable_memory")
# Layouts evaluated at once: their arrays stay in the processor's cache.
CHUNK = 8192
FULL = RECOMPUTE_CODE[Recompute.FULL]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Layouts with their memory and, where they fit, their step time.

    Attributes:
        layouts: the layouts.
        memory_bytes: memory per accelerator [B].
        fits: whether that is within the capacity.
        seconds: step time [s]; infinite where the layout does not fit.

    Layouts that are beaten from the start have neither: both are infinite there.
    """

    layouts: LayoutArrays
    memory_bytes: Values
    fits: Flags
    seconds: Values


def cluster_machine(workload: Workload, instance: Instance) -> Machine:
    """The chips and links of a cluster of one instance type."""
    return machine(
        instance.accelerator,
        workload.precision,
        instance.network_bytes_per_s_per_accelerator,
        instance.scale_up_domain,
        min(instance.accelerators, 16),
    )


def search_axes(
    workload: Workload, chips: int | Sequence[int], instance: Instance, features: PlatformFeatures
) -> Axes:
    """What the platform's stack leaves open for a workload on a cluster, or on several."""
    a: Architecture = workload.architecture
    largest = min(features.max_tensor_parallel, instance.scale_up_domain)
    axes = all_axes(a, chips, workload.global_batch_seqs, workload.seq_len, largest)
    return Axes(
        tensor=axes.tensor,
        pipeline=axes.pipeline,
        virtual=axes.virtual if features.virtual_pipeline else (1,),
        context=[c for c in axes.context if c <= features.max_context_parallel],
        expert=[e for e in axes.expert if e <= features.max_expert_parallel],
        micro_batch=axes.micro_batch,
        zero=[z for z in axes.zero if z <= features.max_zero],
        recompute=axes.recompute,
        whole_heads=exchanges_heads(workload, features.stack),
    )


def evaluate(
    workload: Workload,
    on: Machine,
    features: PlatformFeatures,
    c: Coefficients,
    axes: Axes,
    chips: int | Sequence[int],
) -> Evaluated:
    """Memory and step time of the layouts of the axes, on one cluster or several.

    Those that another layout of their kind beats in both whatever the workload are left out.
    """
    layouts = candidates(axes, workload.architecture, chips, workload.global_batch_seqs)
    total = len(layouts.tensor)
    used, seconds = np.full(total, np.inf), np.full(total, np.inf)
    worth = np.flatnonzero(~_beaten_by_sharding(layouts, axes))
    for start in range(0, len(worth), CHUNK):
        at = worth[start : start + CHUNK]
        part = take(layouts, at)
        used[at] = memory(problem(workload, on, features.stack, part)).total
        fits = used[at] <= USABLE * on.hbm_bytes
        index = np.flatnonzero(fits & ~_beaten_by_keeping(part, fits))
        if len(index):
            fitting = problem(workload, on, features.stack, take(part, index))
            seconds[at[index]] = step_time(fitting, c).seconds
    return Evaluated(layouts, used, used <= USABLE * on.hbm_bytes, seconds)


def _beaten_by_sharding(x: LayoutArrays, axes: Axes) -> Flags:
    """Layouts that would be leaner and faster with ZeRO-1: each rank updates its own share."""
    beaten = (x.zero == 0) & (x.data * x.context > 1) & (1 in axes.zero)
    return np.asarray(beaten, dtype=np.bool_)


def _beaten_by_keeping(x: LayoutArrays, fits: Flags) -> Flags:
    """Layouts that recompute everything although the same layout fits with less of that.

    Full recomputation adds more to a layer's time than any other kind, and the traffic that this
    hides is less. Layouts that differ in nothing else follow one another, least first.
    """
    beaten = np.zeros_like(fits)
    beaten[1:] = (x.recompute[1:] == FULL) & (x.recompute[:-1] < FULL) & fits[:-1]
    return beaten


def layout_at(layouts: LayoutArrays, index: int) -> Layout:
    """One entry of the arrays as a layout."""
    cell: Mapping[str, float] = {
        name: float(getattr(layouts, name)[index]) for name in LayoutArrays.__slots__
    }
    ranks = cell["data"] * cell["context"]
    group = int(cell["shard_group"])
    return Layout(
        tensor_parallel=int(cell["tensor"]),
        pipeline_parallel=int(cell["pipeline"]),
        virtual_pipeline=int(cell["virtual"]),
        context_parallel=int(cell["context"]),
        expert_parallel=int(cell["expert"]),
        data_parallel=int(cell["data"]),
        sharding=Sharding(int(cell["zero"])),
        recompute=Recompute(RECOMPUTE_BY_CODE[int(cell["recompute"])]),
        micro_batch=int(cell["micro_batch"]),
        shard_group=0 if group == ranks else group,
        offload=cell["offload"] > 0,
    )
