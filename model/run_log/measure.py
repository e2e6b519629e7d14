"""What a log says of a platform: measured against predicted, as an anchor for every page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from model.anchor import HIGHEST, LOWEST, Anchor, updated
from model.calibrated import calibration
from model.hardware import Instance
from model.layout import Layout
from model.run_log.ranks import ranks_per_chip
from model.run_log.read import RunLog
from model.run_log.reading import Quantity
from model.search import Infeasible, best_step
from model.search.search import layout_at
from model.stack import platform_features
from model.step.problem import LayoutArrays
from model.step.resolve import LATEST_YEAR, resolve
from model.step.schedule import step_time
from model.validation.complete import complete
from model.validation.held_out import transfer_log_sigma
from model.validation.published_run import PartialLayout, PublishedRun
from model.workload import Maturity, Workload

DEGREES = ("tensor_parallel", "pipeline_parallel", "virtual_pipeline", "context_parallel",
           "expert_parallel", "micro_batch")  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogSource:
    """Where a log came from.

    Attributes:
        instance: the platform.
        instances: how many of them.
        workload: model, batch and precision.
        degrees: properties of the layout that are known, by the names of `DEGREES`.
        maturity: a tuned recipe, or what an ordinary team reaches.
    """

    instance: Instance
    instances: int
    workload: Workload
    degrees: Mapping[str, int]
    maturity: Maturity

    @property
    def accelerators(self) -> int:
        """Chips in all instances."""
        return self.instances * self.instance.accelerators


@dataclass(frozen=True, slots=True)
class Measured:
    """A log against the model.

    Attributes:
        anchor: what to carry over to other runs.
        measured: tokens per second and accelerator.
        predicted: the same for that layout, what practice loses left out.
        layout: the layout that the prediction is for.
        searched: the layout is the best one, since the log's own is not known.
        noise: how unsure the measurement itself is [ln].
        transfer: how unsure it is for another run on the platform [ln].
        before, after: spread of a prediction for the platform without and with the log [ln].
        shift: what the log makes of predicted throughput, as a factor.
        surprise: how far it lies from what was expected, in standard deviations.
    """

    anchor: Anchor
    measured: float
    predicted: float
    layout: Layout
    searched: bool
    noise: float
    transfer: float
    before: float
    after: float
    shift: float
    surprise: float


def measure(log: RunLog, source: LogSource) -> Measured:
    """A log of a run on some platform, against the model's prediction of that run.

    The spread for another run joins the scatter of the steps, what a ratio of one published run
    tells of the next one by the same people on the same chip, and, for a layout as given, what the
    best layout gains over published ones.

    Raises:
        ValueError: the run cannot be predicted, or log and prediction are too far apart for both
            to be of this run; the text says so.
    """
    plain = replace(source.workload, anchors=())
    measured = _throughput(log, plain, source)
    step = best_step(plain, source.instance, source.instances, source.maturity)
    if isinstance(step, Infeasible):
        raise ValueError(f"This run cannot be predicted: {step.reason}")
    on_paper = step.seconds_on_paper
    layout, seconds = step.layout, on_paper
    if source.degrees:
        layout, seconds = _as_given(plain, source)
    predicted = plain.tokens_per_step / seconds / source.accelerators
    gap = calibration().layout_gap if source.degrees else 1.0
    factor = measured / predicted / gap
    if not LOWEST <= factor <= HIGHEST:
        raise ValueError(
            f"The log shows {measured:,.4g} tokens per second and accelerator, the model "
            f"{predicted:,.4g}. That is too far apart for both to be this run: check the batch, "
            "the sequence length, the number of instances and the unit of the times."
        )
    transfer = math.hypot(
        transfer_log_sigma(),
        calibration().layout_gap_log_sigma if source.degrees else 0.0,
    )
    noise = log.steady.log_sigma
    anchor = Anchor(source.instance.instance_type, factor, math.hypot(noise, transfer))
    mean = math.log(on_paper / step.step_seconds)
    moved, after = updated(mean, step.log_sigma, math.log(factor), anchor.log_sigma)
    return Measured(
        anchor, measured, predicted, layout, not source.degrees, noise, transfer,
        step.log_sigma, after, math.exp(moved - mean),
        abs(math.log(factor) - mean) / math.hypot(step.log_sigma, anchor.log_sigma),
    )  # fmt: skip


def _throughput(log: RunLog, workload: Workload, source: LogSource) -> float:
    """Tokens per second and accelerator."""
    median = log.steady.median
    if log.quantity is Quantity.TOKENS_PER_ACCELERATOR:
        return median
    if log.quantity is Quantity.TOKENS_PER_RANK:
        return median * ranks_per_chip(source.instance.accelerator)
    if log.quantity is Quantity.SEQUENCES:
        return median * workload.seq_len / source.accelerators
    if log.quantity is Quantity.TOKENS:
        return median / source.accelerators
    return workload.tokens_per_step / median / source.accelerators


def _as_given(workload: Workload, source: LogSource) -> tuple[Layout, float]:
    """The fastest layout that agrees with what is known of the log's, and its step time [s].

    Raises:
        ValueError: there is none.
    """
    instance = source.instance
    known = {name: source.degrees.get(name) for name in DEGREES}
    run = PublishedRun(
        id="log",
        source="log",
        model="log",
        workload=workload,
        accelerator=instance.accelerator,
        accelerators=source.accelerators,
        per_host=instance.accelerators,
        network_bytes_per_s=instance.network_bytes_per_s_per_accelerator,
        domain=instance.scale_up_domain,
        stack=platform_features(instance.accelerator, workload).stack,
        year=LATEST_YEAR,
        layout=PartialLayout(
            **known, sharding=None, shard_group=0, offload=False, recompute=None
        ),
        tokens_per_s=None,
        peak_memory_bytes=None,
        beyond_steps=False,
        benchmark=False,
    )  # fmt: skip
    try:
        whole = complete(run, calibration().parameters)
    except ValueError:
        named = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in source.degrees.items())
        raise ValueError(
            f"No layout of {source.accelerators:,} accelerators agrees with {named}: the product "
            "of the degrees has to divide them, and the batch has to divide over the rest."
        ) from None
    where = replace(whole.where, guessed_layout=False)
    seconds = float(step_time(whole.problem, resolve(calibration().parameters, where)).seconds)
    columns = {n: np.atleast_1d(getattr(whole.layouts, n)) for n in LayoutArrays.__slots__}
    return layout_at(replace(whole.layouts, **columns), 0), seconds
