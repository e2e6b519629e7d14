"""The fastest layout of a workload on a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from model.architecture import flops_per_token, refusal
from model.calibrated import calibration
from model.hardware import Instance
from model.layout import Layout
from model.search.alternatives import alternatives
from model.search.estimate import (
    PRACTICE,
    Alternative,
    Infeasible,
    MemoryEstimate,
    StepEstimate,
)
from model.search.evidence import level
from model.search.search import cluster_machine, evaluate, layout_at, search_axes
from model.stack import PlatformFeatures, platform_features
from model.step.assemble import layout_arrays, problem
from model.step.coefficients import Coefficients
from model.step.memory import Memory, memory
from model.step.problem import Values
from model.step.recompute import with_recompute_apart
from model.step.resolve import LATEST_YEAR, Context, context, resolve
from model.step.schedule import step_time
from model.units import GIB
from model.wording import counted
from model.workload import Maturity, Task, Workload


@lru_cache(maxsize=256)
def best_step(
    workload: Workload, instance: Instance, instances: int, maturity: Maturity = Maturity.TUNED
) -> StepEstimate | Infeasible:
    """The fastest layout of a workload on a cluster, among all that its stack supports.

    Args:
        workload: what one step computes.
        instance: machine of the cluster.
        instances: how many of them.
        maturity: a tuned recipe, or what an ordinary team reaches.

    Returns:
        The estimate, or why no layout works.

    Raises:
        ValueError: `instances` is not positive.
    """
    if instances < 1:
        raise ValueError(f"instances = {instances}: must be at least 1")
    features = platform_features(instance.accelerator, workload)
    reason = refused(workload, instance, features)
    if reason:
        return Infeasible(reason)
    chips = instances * instance.accelerators
    on = cluster_machine(workload, instance)
    c = fitted(workload, instance, features)
    axes = search_axes(workload, chips, instance, features)
    found = evaluate(workload, on, features, c, axes, chips)
    if not len(found.seconds):
        return Infeasible(
            f"{chips:,} accelerators do not divide the model's layers and heads and a batch of "
            f"{counted(workload.global_batch_seqs, 'sequence')}."
        )
    if not found.fits.any():
        least = found.memory_bytes.min() / GIB
        capacity = on.hbm_bytes / GIB
        return Infeasible(
            f"Does not fit: the leanest layout on {counted(chips, 'accelerator')} needs "
            f"{least:,.0f} GiB each of {capacity:.0f} GiB."
        )
    layout = layout_at(found.layouts, int(np.argmin(found.seconds)))
    others = alternatives(found, workload, on, features, c)
    return _estimate(workload, instance, layout, maturity, others, len(found.seconds), True)


def evaluate_layout(
    workload: Workload, instance: Instance, layout: Layout, maturity: Maturity = Maturity.TUNED
) -> StepEstimate | Infeasible:
    """The step of a workload under a layout as given, on the machines it needs.

    Returns:
        The estimate (also for a layout that the memory model says does not fit: compare
        `memory`), or why the model cannot be predicted.
    """
    reason = refused(workload, instance, platform_features(instance.accelerator))
    if reason:
        return Infeasible(reason)
    return _estimate(workload, instance, layout, maturity, (), 1, False)


def refused(workload: Workload, instance: Instance, features: PlatformFeatures) -> str | None:
    """Why a platform cannot train a workload at all, in words; None if it can."""
    reason = refusal(workload.architecture)
    if reason:
        return reason
    chip = instance.accelerator
    if chip.peak_flops(workload.precision) is None:
        return f"{chip.name} has no {workload.precision.value.upper()} arithmetic to train with."
    if workload.precision not in features.precisions:
        return (
            f"{features.stack.id} ({features.release}) does not train in "
            f"{workload.precision.value.upper()} on {chip.name}."
        )
    return None


def fitted(workload: Workload, instance: Instance, features: PlatformFeatures) -> Coefficients:
    """The fitted coefficients of a workload on a platform under its latest stack."""
    return _resolved(context(instance.accelerator, workload, features.stack, LATEST_YEAR))


def newness_loss(workload: Workload, instance: Instance, layout: Layout) -> float:
    """How much longer a step takes because the platform's program is new, as a share of it."""
    stack = platform_features(instance.accelerator, workload).stack
    where = context(instance.accelerator, workload, stack, LATEST_YEAR)
    p = problem(workload, cluster_machine(workload, instance), stack, layout_arrays(layout))
    settled = step_time(p, _resolved(replace(where, newness=0.0))).seconds
    return float(step_time(p, _resolved(where)).seconds / settled) - 1.0


@lru_cache(maxsize=256)
def _resolved(where: Context) -> Coefficients:
    return resolve(calibration().parameters, where)


def _estimate(
    workload: Workload,
    instance: Instance,
    layout: Layout,
    maturity: Maturity,
    others: tuple[Alternative, ...],
    examined: int,
    searched: bool,
) -> StepEstimate:
    fit = calibration()
    chip = instance.accelerator
    features = platform_features(chip, workload)
    on = cluster_machine(workload, instance)
    p = problem(workload, on, features.stack, layout_arrays(layout))
    c = fitted(workload, instance, features)
    time = step_time(p, c)
    parts = with_recompute_apart(p, c, time.parts)
    behind = fit.levels[level(fit.coverage, context(chip, workload, features.stack, LATEST_YEAR))]
    slow, log_sigma = in_practice(workload, instance, maturity, searched)
    seconds = float(time.seconds) * slow
    frozen = workload.task in (Task.LORA, Task.QLORA)
    flops = flops_per_token(workload.architecture, workload.seq_len, frozen).total
    rate = workload.tokens_per_step / seconds / layout.accelerators
    return StepEstimate(
        layout=layout,
        stack=features.stack.id,
        step_seconds=seconds,
        breakdown=_parts(parts, float(time.seconds), slow),
        memory=_memory(memory(p), chip.hbm_bytes),
        mfu=rate * flops / (chip.peak_flops(workload.precision) or chip.bf16_flops),
        tokens_per_s_per_accelerator=rate,
        log_sigma=log_sigma,
        evidence=behind.id,
        evidence_text=behind.text,
        alternatives=others,
        layouts_examined=examined,
    )


def in_practice(
    workload: Workload, instance: Instance, maturity: Maturity, searched: bool = True
) -> tuple[float, float]:
    """How much longer a step takes than on paper, as a factor, and how sure that is.

    A searched layout is one that nobody has run: published recipes stay behind it. A layout as
    given is taken at its word.

    Returns:
        The factor, and the standard deviation of ln(actual / predicted) throughput.
    """
    fit = calibration()
    stack = platform_features(instance.accelerator, workload).stack
    where = context(instance.accelerator, workload, stack, LATEST_YEAR)
    behind = fit.levels[level(fit.coverage, where)]
    slow, sigma = (fit.layout_gap, fit.layout_gap_log_sigma) if searched else (1.0, 0.0)
    if maturity is Maturity.ORDINARY:
        slow *= fit.ordinary_slowdown
        # Both are measured on how far teams differ, in different ways: the larger counts.
        apart = max(fit.ordinary_log_sigma, fit.report_log_sigma)
        sigma = float(np.hypot(sigma, apart))
    return slow, float(np.hypot(behind.log_sigma, sigma))


def _parts(parts: Mapping[str, Values], on_paper: float, slow: float) -> Mapping[str, float]:
    """Seconds by part, with what practice adds to them."""
    seconds = {name: float(value) for name, value in parts.items()}
    return MappingProxyType({**seconds, PRACTICE: on_paper * (slow - 1.0)})


def _memory(used: Memory, capacity: float) -> MemoryEstimate:
    parts = {f.name: float(getattr(used, f.name)) for f in fields(Memory)}
    return MemoryEstimate(MappingProxyType(parts), capacity)
