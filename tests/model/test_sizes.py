"""Clusters of many sizes searched together say what each says when searched alone."""

from __future__ import annotations

import math

import pytest

from model.anchor import Anchor
from model.architecture import presets
from model.cluster_size import cluster_sizes
from model.hardware import instances
from model.run import CannotRun, RunPlan, plan_run, run_on
from model.search import StepEstimate, best_step, seconds_by_size
from model.wording import counted, duration
from model.workload import Maturity, Precision, Workload
from tests.model.factories import workload

H100, TRN2 = "p5.48xlarge", "trn2.48xlarge"


@pytest.mark.parametrize("instance_type", [H100, TRN2])
@pytest.mark.parametrize("model", ["llama3.1-70b", "deepseek-v3"])
@pytest.mark.parametrize("maturity", list(Maturity))
def test_step_times_are_those_of_each_size_alone(
    instance_type: str, model: str, maturity: Maturity
) -> None:
    work = workload(architecture=presets()[model].architecture, global_batch_seqs=960)
    machine = instances()[instance_type]
    sizes = [size for size in cluster_sizes(work, machine.accelerators) if size <= 40]

    found = seconds_by_size(work, machine, sizes, maturity)

    for size in sizes:
        alone = best_step(work, machine, size, maturity)
        seconds = alone.step_seconds if isinstance(alone, StepEstimate) else math.inf
        assert found[size] == pytest.approx(seconds, rel=1e-12)


def test_measurements_of_the_user_count_at_every_size() -> None:
    machine = instances()[TRN2]
    work = workload(anchors=(Anchor(TRN2, 0.8, 0.05),))
    found = seconds_by_size(work, machine, (4, 8, 16), Maturity.TUNED)
    for size, seconds in found.items():
        plan = run_on(work, machine, 10**12, size)
        assert isinstance(plan, RunPlan)
        assert seconds == pytest.approx(plan.step.step_seconds, rel=1e-12)


def test_a_platform_that_cannot_train_in_the_precision_has_no_step_time() -> None:
    work = workload(precision=Precision.NVFP4)
    found = seconds_by_size(work, instances()[H100], (1, 2), Maturity.TUNED)
    assert found == {1: math.inf, 2: math.inf}


@pytest.mark.parametrize("instance_type", [H100, TRN2])
@pytest.mark.parametrize("deadline_days", [20, 90])
def test_no_cluster_in_time_near_the_chosen_one_is_cheaper(
    instance_type: str, deadline_days: int
) -> None:
    work: Workload = workload(global_batch_seqs=1440)
    machine, tokens = instances()[instance_type], 2 * 10**12
    chosen = plan_run(work, machine, tokens, deadline_days, None)
    assert isinstance(chosen, RunPlan)
    for size in cluster_sizes(work, machine.accelerators):
        if chosen.instances / 2 <= size <= chosen.instances * 1.5:
            other = run_on(work, machine, tokens, size)
            if isinstance(other, RunPlan) and other.days.median <= deadline_days:
                cost = other.days.median * other.instances
                assert cost >= chosen.days.median * chosen.instances * (1 - 1e-9)


@pytest.mark.parametrize("instance_type", [H100, TRN2])
def test_what_is_too_slow_names_the_fastest_cluster_of_each_doubling(instance_type: str) -> None:
    work, machine = workload(global_batch_seqs=64), instances()[instance_type]
    plan = plan_run(work, machine, 10**14, 20, None)
    assert isinstance(plan, CannotRun)
    days = {}
    for size in (2**n for n in range(12)):
        if isinstance(found := run_on(work, machine, 10**14, size), RunPlan):
            days[size] = found.days.median
    fastest = min(days, key=lambda size: days[size])
    told = f"the fastest cluster takes {duration(days[fastest])} on {counted(fastest, 'instance')}"
    assert told in plan.reason
