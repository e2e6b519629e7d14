"""The layout of a published run: as given, with what the source does not say searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from model.layout import Recompute
from model.layout.layout import RECOMPUTE_CODE
from model.search.candidates import Axes, all_axes, candidates, take
from model.step.assemble import machine, problem
from model.step.constants import constant
from model.step.memory import memory
from model.step.problem import LayoutArrays, Machine, Problem, Values
from model.step.resolve import Context, context, resolve
from model.step.schedule import micro_batches, step_time
from model.validation.published_run import PublishedRun

# A published layout ran: only what is beyond the error of the memory model may forbid it.
POSSIBLE_WITHIN = constant("memory_overestimate")
# What a source does not say is chosen so that it fits, the reserve of the memory model apart.
CHOSEN_WITHIN = constant("chosen_memory")
# Shares of the layers that a run may recompute in full.
PARTLY = (0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875)


@dataclass(frozen=True, slots=True)
class CompleteRun:
    """A published run with a full layout.

    Attributes:
        run: the run as read.
        layouts: its one layout, as numbers.
        problem: the step it computed.
        where: what its coefficients depend on.
        searched: properties of the layout that the source does not give.
        fits: it can fit in memory, for all that the memory model can be off.
    """

    run: PublishedRun
    layouts: LayoutArrays
    problem: Problem
    where: Context
    searched: tuple[str, ...]
    fits: bool


def run_context(run: PublishedRun) -> Context:
    """What the coefficients of a run depend on."""
    guessed = run.layout.tensor_parallel is None and run.layout.pipeline_parallel is None
    return context(run.accelerator, run.workload, run.stack, run.year, guessed, run.beyond_steps)


def _axes(run: PublishedRun) -> tuple[Axes, tuple[str, ...]]:
    """Axes narrowed to what the source gives, and the names of those it does not."""
    w, given = run.workload, run.layout
    open_axes = all_axes(
        w.architecture, run.accelerators, w.global_batch_seqs, w.seq_len, min(run.domain, 16)
    )
    stated = {
        "tensor": given.tensor_parallel,
        "pipeline": given.pipeline_parallel,
        "virtual": given.virtual_pipeline,
        "context": given.context_parallel,
        "expert": given.expert_parallel,
        "micro_batch": _micro_batch(run),
        "zero": None if given.sharding is None else int(given.sharding),
    }
    fixed: dict[str, tuple[int, ...]] = {
        key: (value,) for key, value in stated.items() if value is not None
    }
    searched = tuple(key for key, value in stated.items() if value is None)
    if given.sharding is None and run.stack.zero_default is not None:
        # The stack's own way, or sharded weights where that cannot have fitted.
        piped = (given.pipeline_parallel or 1) > 1
        fixed["zero"] = (
            (2,)
            if piped and run.stack.zero_default == 3
            else tuple(sorted({run.stack.zero_default, 3}))
        )
    if given.recompute is None:
        searched = (*searched, "recompute")
    else:
        fixed["recompute"] = _recompute(run)
    if given.pipeline_parallel == 1:
        fixed["virtual"] = (1,)
    if given.context_parallel is None and given.tensor_parallel is not None:
        fixed["context"] = (1,)
    if not w.architecture.experts:
        fixed["expert"] = (1,)
    axes = replace(
        open_axes,
        **fixed,
        shard_group=given.shard_group,
        offload=given.offload,
        whole_heads=open_axes.whole_heads,
    )
    return axes, searched


def _micro_batch(run: PublishedRun) -> int | None:
    """Sequences in one forward pass; None where the source does not tell.

    A pipeline is taken to have a micro-batch for each stage at least, as all rows of
    training_runs.csv do: the batch of one rank, where a source tells that, is cut into as many.

    Source: MindSpore 2.10 mindspore.parallel.nn.Pipeline; pytorch/torchtitan pull request 781.
    """
    given, stages = run.layout, run.layout.pipeline_parallel or 1
    if stages == 1:
        return given.micro_batch
    ranks = (given.tensor_parallel or 1) * stages * (given.context_parallel or 1)
    of_replica = run.workload.global_batch_seqs * ranks / run.accelerators
    a_stage = max(1, int(of_replica / stages))
    if given.micro_batch is None:
        return a_stage if run.stack.micro_batch_a_stage else None
    return min(given.micro_batch, a_stage)


def _recompute(run: PublishedRun) -> tuple[int, ...]:
    """What may be recomputed; "selective" can mean almost everything, where little fits."""
    code = RECOMPUTE_CODE[run.layout.recompute or Recompute.NONE]
    return (1, 2) if code == 1 else (code,)


def _layouts(run: PublishedRun) -> tuple[LayoutArrays, tuple[str, ...]]:
    """Candidate layouts, the given cells relaxed one by one until there is at least one."""
    axes, searched = _axes(run)
    w = run.workload
    a, chips, batch = w.architecture, run.accelerators, w.global_batch_seqs
    free = all_axes(a, chips, batch, w.seq_len, min(run.domain, 16))
    attempts = [axes, replace(axes, virtual=(1,))]
    attempts.append(replace(attempts[-1], micro_batch=free.micro_batch))
    attempts.append(replace(attempts[-1], expert=free.expert))
    attempts.append(replace(attempts[-1], context=free.context))
    for attempt in attempts:
        found = candidates(attempt, a, chips, batch)
        if len(found.tensor):
            return found, searched
    for attempt in attempts:  # the batch does not divide: take it as an average
        micro = max(attempt.micro_batch[0], 1)
        ranks = axes.tensor[0] * axes.pipeline[0] * axes.context[0]
        rounds = max(1, round(batch / (max(1, chips // ranks) * micro)))
        near = rounds * max(1, chips // ranks) * micro
        found = candidates(attempt, a, chips, near)
        if len(found.tensor):
            return found, searched
    raise ValueError(f"no layout of {chips} accelerators fits the cells of the row")


def _usual(run: PublishedRun, p: Problem) -> Values:
    """Which layouts a run would have that does not say how it interleaves its pipeline.

    Interleaving costs traffic: who does not name it does without as long as the bubble is small.
    """
    said = run.layout.virtual_pipeline is not None or run.layout.pipeline_parallel is None
    plain_bubble = (p.pipeline - 1.0) / micro_batches(p)
    plain = (p.virtual == 1) | (plain_bubble > constant("plain_bubble"))
    return np.asarray(plain | said | run.stack.interleaves)


def _no_more_than_fits(run: PublishedRun, on: Machine, layout: LayoutArrays) -> LayoutArrays:
    """The layout with as few layers recomputed in full as memory asks for.

    Recipes recompute some layers or move some to the host; where a source does not say, no more
    than what does not fit.
    """
    for share in PARTLY:
        partly = replace(layout, recompute=1.0 + share)
        if memory(problem(run.workload, on, run.stack, partly)).total <= run.accelerator.hbm_bytes:
            return partly
    return layout


def _plainly(run: PublishedRun, p: Problem) -> Problem:
    """The layouts as their memory is judged where a source does not tell the interleaving.

    How many micro-batches an interleaved pipeline holds at once is set by its schedule, which can
    hold as few as one that is not interleaved.

    Source: Llama 3 (arXiv 2407.21783), section 3.3.2.
    """
    told = run.layout.virtual_pipeline is not None
    return p if told else replace(p, virtual=np.ones_like(p.virtual))


def complete(run: PublishedRun, parameters: Mapping[str, float]) -> CompleteRun:
    """A run with the fastest layout that agrees with its source and fits.

    Raises:
        ValueError: no layout multiplies out to the accelerators of the run.
    """
    w = run.workload
    layouts, searched = _layouts(run)
    on = machine(run.accelerator, w.precision, run.network_bytes_per_s, run.domain, run.per_host)
    where = run_context(run)
    p = problem(w, on, run.stack, layouts)
    total = np.broadcast_to(memory(_plainly(run, p)).total, layouts.tensor.shape)
    usual = _usual(run, p)
    fits = total <= POSSIBLE_WITHIN * run.accelerator.hbm_bytes
    if len(layouts.tensor) > 1:
        seconds = step_time(p, resolve(parameters, where)).seconds
        within = total <= CHOSEN_WITHIN * run.accelerator.hbm_bytes
        cost = np.where(within, seconds, np.inf) if within.any() else total
        best = int(np.argmin(np.where(usual, cost, np.inf) if usual.any() else cost))
    else:
        best = 0
    chosen = take(layouts, best)
    in_parts = run.stack.recompute_in_parts and run.layout.recompute is None
    if bool(fits[best]) and chosen.recompute == 2 and in_parts:
        chosen = _no_more_than_fits(run, on, chosen)
    return CompleteRun(
        run, chosen, problem(w, on, run.stack, chosen), where, searched, bool(fits[best])
    )
