from __future__ import annotations

import pytest

from model.architecture import presets
from model.calibrated import calibration
from model.run_defaults import run_defaults
from model.search import StepEstimate, best_step
from model.search.best import in_practice
from model.search.estimate import ROUTING
from model.workload import Maturity, Precision
from tests.model.factories import instance, workload

MIXTURE = workload(presets()["qwen3-30b-a3b"].architecture, precision=Precision.BF16)


@pytest.mark.parametrize("platform", ["p5.48xlarge", "trn2.48xlarge"])
def test_a_mixture_that_routes_by_itself_takes_longer_than_its_benchmark(platform: str) -> None:
    longer = 1 + run_defaults()["uneven_routing"].value
    slow, _ = in_practice(MIXTURE, instance(platform), Maturity.TUNED)
    assert slow == pytest.approx(longer * calibration().layout_gap)


def test_a_dense_model_has_nothing_to_route() -> None:
    slow, _ = in_practice(workload(), instance(), Maturity.TUNED)
    assert slow == pytest.approx(calibration().layout_gap)


def test_what_routing_adds_is_a_part_of_the_step_of_its_own() -> None:
    step = best_step(MIXTURE, instance(), 4)
    assert isinstance(step, StepEstimate)
    longer = run_defaults()["uneven_routing"].value
    rest = step.step_seconds - step.breakdown[ROUTING]
    assert step.breakdown[ROUTING] == pytest.approx(longer * rest)
    assert sum(step.breakdown.values()) == pytest.approx(step.step_seconds)
