from __future__ import annotations

import pytest

from model.architecture import presets
from model.calibrated import calibration
from model.run_defaults import run_defaults
from model.search.best import in_practice
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
