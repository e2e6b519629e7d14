from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.anchor import Anchor
from model.architecture import presets
from model.calibrated import calibration
from model.data_files import rows
from model.run_log.measure import LogSource, measure
from model.run_log.read import RunLog, read_log
from model.search import StepEstimate, best_step, seconds_by_size
from model.search.anchored import anchored
from model.search.search import cluster_machine
from model.stack import platform_features, stacks
from model.step.assemble import layout_arrays, problem
from model.step.resolve import resolve
from model.step.schedule import LARGEST, step_time, uneven_load
from model.validation.complete import complete
from model.validation.published_run import read_run
from model.workload import Maturity, Precision, Workload
from tests.model.factories import instance, layout, workload

ROUTING = "uneven_routing"
MIXTURE = workload(presets()["qwen3-30b-a3b"].architecture, precision=Precision.BF16)
PLATFORMS = ["p5.48xlarge", "trn2.48xlarge"]


def step(work: Workload, platform: str) -> StepEstimate:
    found = best_step(work, instance(platform), 4)
    assert isinstance(found, StepEstimate)
    return found


def fuller(experts: int, ranks: int, freely: bool = True) -> float:
    """How much more than the mean the fullest of some ranks has to do."""
    a = replace(MIXTURE.architecture, experts=experts, experts_topk=1)
    work = replace(MIXTURE, architecture=a)
    stack = replace(stacks()["megatron-bridge"], routed_freely=freely)
    shape = layout_arrays(layout(data_parallel=64, expert_parallel=ranks))
    return float(uneven_load(problem(work, cluster_machine(work, instance()), stack, shape)))


def test_the_largest_of_a_few_normal_values_is_what_statistics_has_for_it() -> None:
    # Expected largest of 2, 4, 8 and 64 (Harter 1961, Biometrika 48): 0.564, 1.029, 1.424, 2.344.
    largest = LARGEST[np.array([2, 4, 8, 64]) - 1]
    assert largest == pytest.approx([0.564, 1.029, 1.424, 2.344], rel=0.05)


def test_experts_that_are_all_at_home_wait_for_nobody() -> None:
    assert fuller(128, 1) == 0.0


def test_benchmarks_spread_tokens_evenly() -> None:
    assert fuller(128, 64, freely=False) == 0.0


def test_more_experts_a_rank_even_out_and_more_ranks_wait_longer() -> None:
    assert fuller(128, 8) < fuller(8, 8)
    assert fuller(16, 2) < fuller(64, 8) < fuller(256, 32)
    # Four times as many experts on each of eight ranks: half of the spread.
    assert fuller(32, 8) == pytest.approx(2 * fuller(128, 8))


def test_what_hides_at_the_mean_can_stick_out_at_the_fullest_rank() -> None:
    row = next(r for r in rows("training_runs.csv") if r["id"] == "moe-modelzoo-1435")
    run = complete(read_run(row), calibration().parameters)
    c = resolve(calibration().parameters, run.where)
    even, free = (step_time(replace(run.problem, routed_freely=x), c) for x in (0.0, 1.0))
    load = float(uneven_load(replace(run.problem, routed_freely=1.0)))
    assert free.parts["exchange"] == even.parts["exchange"]
    waiting = free.parts["uneven_routing"] / even.parts["experts"]
    assert waiting > load
    assert free.seconds > even.seconds


def test_published_layouts_take_as_much_longer_as_is_told_of_them() -> None:
    # 8 to 20 %: DeepSeek-V3's experts over 64 ranks, half of whose step they are.
    assert 0.08 < 0.5 * fuller(256, 64) < 0.2


def test_a_run_says_whether_it_routed_freely() -> None:
    row = next(r for r in rows("training_runs.csv") if r["id"] == "moe-modelzoo-1435")
    freely = ("natural routing", "MOE_ROUTER_FORCE_LOAD_BALANCING=False", "routed by the model")
    evenly = ("force-balanced", "no natural routing", "unnatural routing", "not real routing", "")
    told = {
        words: read_run({**row, "notes": words}).stack.routed_freely for words in freely + evenly
    }
    assert told == {**dict.fromkeys(freely, True), **dict.fromkeys(evenly, False)}


def test_a_training_routes_freely_on_every_platform() -> None:
    for platform in PLATFORMS:
        assert platform_features(instance(platform).accelerator, MIXTURE).stack.routed_freely


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_mixture_that_routes_by_itself_takes_longer_than_its_benchmark(platform: str) -> None:
    found = step(MIXTURE, platform)
    alone = found.layout.expert_parallel == 1
    assert (found.breakdown[ROUTING] == 0.0) == alone
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
