"""From one step to the whole run: cluster size, days, failures, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from model.architecture import parameter_count
from model.goodput import goodput
from model.hardware import Instance
from model.run_defaults import run_defaults
from model.step_plain import Step, steps
from model.uncertainty import LogNormal
from model.workload import Workload

SECONDS_PER_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class CannotRun:
    """Why a platform cannot run the scenario, in words."""

    reason: str


@dataclass(frozen=True, slots=True)
class RunPlan:
    """The run on one platform."""

    instances: int
    accelerators: int
    days: LogNormal
    tokens_per_second: float
    step_seconds: float
    mfu: float
    goodput: float
    layout_text: str
    memory_bytes: float
    memory_capacity_bytes: float
    evidence: str


def plan_run(
    workload: Workload,
    instance: Instance,
    tokens: int,
    deadline_days: int | None,
    cluster_instances: int | None,
) -> RunPlan | CannotRun:
    """The cluster, layout and time of a run on one platform."""
    if cluster_instances is not None:
        return _run(workload, instance, tokens, cluster_instances)
    reason = ""
    for n in (2**i for i in range(14)):
        plan = _run(workload, instance, tokens, n)
        if isinstance(plan, CannotRun):
            reason = plan.reason
        elif plan.days.median <= (deadline_days or 0):
            return plan
    return CannotRun(reason or "no cluster is fast enough")


def _run(
    workload: Workload, instance: Instance, tokens: int, instances: int
) -> RunPlan | CannotRun:
    step = steps(workload, instance, instances)
    if not isinstance(step, Step):
        return CannotRun(step)
    accelerators = instances * instance.accelerators
    defaults = {name: row.value for name, row in run_defaults().items()}
    state = (
        parameter_count(workload.architecture).total * defaults["checkpoint_bytes_per_parameter"]
    )
    write = state / (defaults["checkpoint_bytes_per_s_per_accelerator"] * accelerators)
    good = goodput(
        accelerators, write, defaults["failures_per_accelerator_hour"], defaults["restart_hours"]
    )
    rate = workload.tokens_per_step / step.step_seconds
    days = tokens / rate / good.fraction / SECONDS_PER_DAY
    return RunPlan(
        instances, accelerators, LogNormal(days, step.log_sigma), rate, step.step_seconds,
        step.mfu, good.fraction, step.layout_text, step.memory_bytes,
        step.memory_capacity_bytes, step.evidence,
    )  # fmt: skip
