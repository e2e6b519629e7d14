"""From one step to the whole run: cluster size, days, failures, and how sure that is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from model.architecture import flops_per_token, refusal
from model.cluster_size import cluster_sizes
from model.goodput import Goodput, goodput
from model.hardware import Instance
from model.practical import too_long, too_many
from model.run_defaults import run_defaults
from model.search import Infeasible, StepEstimate, best_step, seconds_by_size
from model.search.anchored import anchored
from model.storage import checkpoint_bytes
from model.uncertainty import LogNormal
from model.units import SECONDS_PER_DAY
from model.wording import counted, duration
from model.workload import Maturity, Task, Workload

# A larger cluster than the smallest one in time can be cheaper where it divides the model better,
# but not beyond twice its size: what it gains there it has long lost to communication.
SIZES_BEYOND = 2.0
# Half of it is too slow where it is looked at, but a little less may divide the model better.
SIZES_BELOW = 0.4
OTHER_SETTINGS = "Another precision, batch, cluster size or platform may run it."
ANOTHER_MODEL = "Choose another model in the form."
OTHER_DIMENSIONS = "Change the dimensions of the model in the form."
MORE_INSTANCES = "More instances or fewer tokens would make it practical."
STARTS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class CannotRun:
    """Why a platform cannot run the scenario, or cannot within reason, in words.

    Attributes:
        reason: what stands in the way.
        remedy: what to change, one sentence.
    """

    reason: str
    remedy: str = OTHER_SETTINGS


@dataclass(frozen=True, slots=True)
class RunPlan:
    """The run on one platform.

    Attributes:
        instances: instances rented for the whole run.
        accelerators: accelerators in them.
        days: wall-clock time with failures and restarts [days].
        tokens_per_second: training rate of the cluster while it trains [tokens/s].
        goodput: share of the wall-clock time, without evaluation, that trains.
        evaluation_share: start-up and evaluation, as a share of the training time.
        step: one optimizer step: layout, time, memory and what stands behind it.
    """

    instances: int
    accelerators: int
    days: LogNormal
    tokens_per_second: float
    goodput: Goodput
    evaluation_share: float
    step: StepEstimate


def plan_run(
    workload: Workload,
    instance: Instance,
    tokens: int,
    deadline_days: int | None,
    cluster_instances: int | None,
    maturity: Maturity = Maturity.TUNED,
) -> RunPlan | CannotRun:
    """The cluster, layout and time of a run on one platform.

    Args:
        workload: the work of one step.
        instance: the platform.
        tokens: tokens of the whole run.
        deadline_days: take the cheapest cluster expected to finish in so many days, or
        cluster_instances: take so many instances; exactly one of the two is given.
        maturity: a tuned recipe, or what an ordinary team reaches.

    Returns:
        The plan, or why there is none.

    Raises:
        ValueError: both or neither of deadline and cluster size are given.
    """
    if (deadline_days is None) == (cluster_instances is None):
        raise ValueError("give either deadline_days or cluster_instances")
    if cluster_instances is not None:
        return _on_given(workload, instance, tokens, cluster_instances, maturity)
    assert deadline_days is not None
    return _cheapest_in_time(workload, instance, tokens, deadline_days, maturity)


def _on_given(
    workload: Workload, instance: Instance, tokens: int, instances: int, maturity: Maturity
) -> RunPlan | CannotRun:
    """The run on the cluster that was asked for, unless nobody sells so many or for so long."""
    if reason := too_many(instances, instance.accelerators):
        return CannotRun(reason, "Fewer instances would make it practical.")
    plan = run_on(workload, instance, tokens, instances, maturity)
    if isinstance(plan, CannotRun):
        return plan
    reason = too_long(instances, plan.days.median)
    return CannotRun(reason, MORE_INSTANCES) if reason else plan


def run_on(
    workload: Workload,
    instance: Instance,
    tokens: int,
    instances: int,
    maturity: Maturity = Maturity.TUNED,
) -> RunPlan | CannotRun:
    """The run on so many instances, with the fastest layout that fits."""
    found = _step(replace(workload, anchors=()), instance, instances, maturity)
    if isinstance(found, Infeasible):
        unknown = refusal(workload.architecture) is not None
        return CannotRun(found.reason, ANOTHER_MODEL if unknown else OTHER_SETTINGS)
    step = anchored(found, workload.anchors, instance.instance_type)
    return run_with_step(workload, instance, tokens, instances, step)


def run_with_step(
    workload: Workload,
    instance: Instance,
    tokens: int,
    instances: int,
    step: StepEstimate,
    changes: Mapping[str, float] = MappingProxyType({}),
) -> RunPlan:
    """The run on so many instances, whose steps are as given.

    Args:
        workload: the work of one step.
        instance: the platform.
        tokens: tokens of the whole run.
        instances: instances of the cluster.
        step: one step on that cluster.
        changes: values to use instead of the run defaults of these names.
    """
    accelerators = instances * instance.accelerators
    productive = _goodput(workload, accelerators, tuple(sorted(changes.items())))
    evaluation = changes.get("evaluation_share", run_defaults()["evaluation_share"].value)
    rate = workload.tokens_per_step / step.step_seconds
    days = _days(tokens / rate, evaluation, productive)
    return RunPlan(
        instances,
        accelerators,
        LogNormal(days, step.log_sigma),
        rate,
        productive,
        evaluation,
        step,
    )


def wall_clock_days(workload: Workload, accelerators: int, training_seconds: float) -> float:
    """Days on the machines of a run whose steps take so long together [s].

    What the run defaults add: evaluation and start-up, failures, restarts and checkpoints.
    """
    evaluation = run_defaults()["evaluation_share"].value
    return _days(training_seconds, evaluation, _goodput(workload, accelerators, ()))


def _days(training_seconds: float, evaluation_share: float, productive: Goodput) -> float:
    return training_seconds * (1 + evaluation_share) / productive.fraction / SECONDS_PER_DAY


@lru_cache(maxsize=8192)
def _step(
    workload: Workload, instance: Instance, instances: int, maturity: Maturity
) -> StepEstimate | Infeasible:
    return best_step(workload, instance, instances, maturity)


@lru_cache(maxsize=8192)
def _goodput(
    workload: Workload, accelerators: int, changes: tuple[tuple[str, float], ...]
) -> Goodput:
    default = {name: row.value for name, row in run_defaults().items()} | dict(changes)
    write_bytes_per_s = default["checkpoint_bytes_per_s_per_accelerator"] * accelerators
    return goodput(
        accelerators,
        checkpoint_bytes(workload) / write_bytes_per_s,
        default["failures_per_accelerator_hour"],
        default["restart_hours"],
    )


def _cheapest_in_time(
    workload: Workload, instance: Instance, tokens: int, deadline_days: int, maturity: Maturity
) -> RunPlan | CannotRun:
    """The cluster with the fewest instance-days among those expected to finish in time."""
    sizes = cluster_sizes(workload, instance.accelerators)
    least = _instances_at_peak(workload, instance, tokens, deadline_days)
    # Powers of two divide almost any batch: one of them may be in time where no other start is.
    starts = [n for n in (*_doubling(sizes, least), *_doubling(sizes, 1)) if n >= least]
    first = _first_in_time(starts, workload, instance, tokens, deadline_days, maturity)
    if first is None:
        return _too_slow(workload, instance, tokens, deadline_days, maturity)
    near = [n for n in sizes if max(least, first * SIZES_BELOW) <= n <= first * SIZES_BEYOND]
    days = _days_by_size(workload, instance, tokens, maturity, (first, *near))
    in_time = [size for size in near if days[size] <= deadline_days]
    cheapest = min(in_time, key=lambda size: (days[size] * size, size))
    return run_on(workload, instance, tokens, cheapest, maturity)


def _first_in_time(
    starts: Sequence[int],
    workload: Workload,
    instance: Instance,
    tokens: int,
    deadline_days: int,
    maturity: Maturity,
) -> int | None:
    """The first of some cluster sizes that is expected to finish in time."""
    # Mostly one of the first few is in time, and a few are searched as fast as one.
    for at in range(0, len(starts), STARTS_AT_ONCE):
        some = starts[at : at + STARTS_AT_ONCE]
        days = _days_by_size(workload, instance, tokens, maturity, some)
        found = next((size for size in some if days[size] <= deadline_days), None)
        if found is not None:
            return found
    return None


def _days_by_size(
    workload: Workload, instance: Instance, tokens: int, maturity: Maturity, sizes: Sequence[int]
) -> Mapping[int, float]:
    """Median days of the run on clusters of some sizes; infinite where it cannot run.

    The same as of `run_on`, for all of them together.
    """
    seconds = seconds_by_size(workload, instance, sizes, maturity)
    steps = tokens / workload.tokens_per_step
    evaluation = run_defaults()["evaluation_share"].value
    return {
        size: _days(
            steps * seconds[size],
            evaluation,
            _goodput(workload, size * instance.accelerators, ()),
        )
        for size in sizes
    }


def _instances_at_peak(
    workload: Workload, instance: Instance, tokens: int, deadline_days: int
) -> float:
    """Instances that would just do at the dense peak: fewer never do."""
    frozen = workload.task in (Task.LORA, Task.QLORA)
    flops = flops_per_token(workload.architecture, workload.seq_len, frozen).total * tokens
    peak = instance.accelerator.peak_flops(workload.precision) or instance.accelerator.bf16_flops
    return flops / (peak * instance.accelerators * deadline_days * SECONDS_PER_DAY)


def _doubling(sizes: Sequence[int], least: float) -> Iterator[int]:
    """Sizes from the first of at least `least` on, each at least twice the one before."""
    at = bisect_left(sizes, least)
    while at < len(sizes):
        yield sizes[at]
        at = bisect_left(sizes, sizes[at] * 2)


def _too_slow(
    workload: Workload, instance: Instance, tokens: int, deadline_days: int, maturity: Maturity
) -> CannotRun:
    sizes = tuple(_doubling(cluster_sizes(workload, instance.accelerators), 1))
    if not sizes:
        return CannotRun(
            f"No layout divides this model's layers and heads and a batch of "
            f"{workload.global_batch_seqs:,} sequences over instances of "
            f"{instance.accelerators} accelerators.",
            "Another batch size divides better.",
        )
    days = _days_by_size(workload, instance, tokens, maturity, sizes)
    # Where none can run, the largest has the most to say: what fits grows with the cluster.
    fastest = min(sizes, key=lambda size: (days[size], -size))
    plan = run_on(workload, instance, tokens, fastest, maturity)
    if isinstance(plan, CannotRun):
        return plan
    return CannotRun(
        f"Not done in {counted(deadline_days, 'day')}: the fastest cluster takes "
        f"{duration(plan.days.median)} on {counted(plan.instances, 'instance')}.",
        f"A batch of {counted(workload.global_batch_seqs, 'sequence')} keeps no larger cluster "
        "busy: a later deadline, fewer tokens or a larger batch would make it practical.",
    )
