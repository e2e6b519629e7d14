"""Evaluating many layouts and choosing among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.architecture import Architecture
from model.hardware import Instance
from model.layout import Layout, Recompute, Sharding
from model.layout.layout import RECOMPUTE_BY_CODE
from model.search.candidates import Axes, all_axes, candidates, take
from model.stack import PlatformFeatures
from model.step.assemble import machine, problem
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


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Layouts with their memory and, where they fit, their step time.

    Attributes:
        layouts: the layouts.
        memory_bytes: memory per accelerator [B].
        fits: whether that is within the capacity.
        seconds: step time [s]; infinite where the layout does not fit.
    """

    layouts: LayoutArrays
    memory_bytes: Values
    fits: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
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
    )


def evaluate(
    workload: Workload,
    on: Machine,
    features: PlatformFeatures,
    c: Coefficients,
    axes: Axes,
    chips: int | Sequence[int],
) -> Evaluated:
    """Memory and step time of every layout of the axes, on one cluster or several."""
    layouts = candidates(axes, workload.architecture, chips, workload.global_batch_seqs)
    total = len(layouts.tensor)
    used, seconds = np.empty(total), np.full(total, np.inf)
    for start in range(0, total, CHUNK):
        part = take(layouts, np.arange(start, min(start + CHUNK, total)))
        p = problem(workload, on, features.stack, part)
        used[start : start + CHUNK] = memory(p).total
        fits = used[start : start + CHUNK] <= USABLE * on.hbm_bytes
        index = np.flatnonzero(fits)
        if len(index):
            fitting = problem(workload, on, features.stack, take(part, index))
            seconds[start + index] = step_time(fitting, c).seconds
    return Evaluated(layouts, used, used <= USABLE * on.hbm_bytes, seconds)


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
