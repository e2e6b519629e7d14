from __future__ import annotations

from dataclasses import replace

import pytest

from model.anchor import Anchor
from model.architecture import presets
from model.calibrated import calibration
from model.run_defaults import run_defaults
from model.run_log.measure import LogSource, measure
from model.run_log.read import RunLog, read_log
from model.search import StepEstimate, best_step, seconds_by_size
from model.search.anchored import anchored
from model.search.estimate import ROUTING
from model.workload import Maturity, Precision, Workload
from tests.model.factories import instance, workload

LONGER = run_defaults()["uneven_expert_routing"].value
MIXTURE = workload(presets()["qwen3-30b-a3b"].architecture, precision=Precision.BF16)
PLATFORMS = ["p5.48xlarge", "trn2.48xlarge"]


def step(work: Workload, platform: str) -> StepEstimate:
    found = best_step(work, instance(platform), 4)
    assert isinstance(found, StepEstimate)
    return found


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_mixture_that_routes_by_itself_takes_longer_than_its_benchmark(platform: str) -> None:
    found = step(MIXTURE, platform)
    even = found.seconds_on_paper - found.breakdown[ROUTING]
    assert found.breakdown[ROUTING] == pytest.approx(LONGER * even)
    assert found.step_seconds == pytest.approx(found.seconds_on_paper * calibration().layout_gap)
    assert sum(found.breakdown.values()) == pytest.approx(found.step_seconds)


def test_a_dense_model_has_nothing_to_route() -> None:
    assert step(workload(), "p5.48xlarge").breakdown[ROUTING] == 0.0


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_search_over_sizes_counts_it_too(platform: str) -> None:
    sizes = seconds_by_size(MIXTURE, instance(platform), (4,), Maturity.TUNED)
    assert sizes[4] == pytest.approx(step(MIXTURE, platform).step_seconds)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_log_of_a_dense_model_says_nothing_of_routing(platform: str) -> None:
    found = step(MIXTURE, platform)
    sharp = anchored(found, [Anchor(platform, 0.8, 0.0001)], platform)
    practice = sharp.step_seconds / found.seconds_on_paper
    assert practice == pytest.approx(1 / 0.8, rel=1e-3)
    assert sharp.breakdown[ROUTING] / sharp.step_seconds == pytest.approx(
        found.breakdown[ROUTING] / found.step_seconds
    )


@pytest.mark.parametrize(
    ("platform", "precision"),
    [("p5.48xlarge", Precision.BF16), ("p6e-gb200.36xlarge", Precision.MXFP8)],
)
@pytest.mark.parametrize("told", [False, True])
def test_a_log_of_a_mixture_is_held_against_one_that_routes_by_itself(
    platform: str, precision: Precision, told: bool
) -> None:
    work = replace(MIXTURE, precision=precision)
    found = step(work, platform)
    log = read_log("step_time_s\n" + f"{found.seconds_on_paper:.9f}\n" * 100)
    assert isinstance(log, RunLog)
    x = found.layout
    layout = {
        "tensor_parallel": x.tensor_parallel,
        "pipeline_parallel": x.pipeline_parallel,
        "virtual_pipeline": x.virtual_pipeline,
        "context_parallel": x.context_parallel,
        "expert_parallel": x.expert_parallel,
        "micro_batch": x.micro_batch,
    }
    source = LogSource(instance(platform), 4, work, layout if told else {}, Maturity.TUNED)
    # A layout as given may gain on the log what published ones gain on theirs.
    expected = 1 / calibration().layout_gap if told else 1.0
    assert measure(log, source).anchor.factor == pytest.approx(expected, rel=0.01)
