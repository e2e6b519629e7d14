"""A searched layout is one that nobody has run: published recipes stay behind it."""

import pytest

from model.calibrated import calibration
from model.calibration.dataset import completed, read_runs
from model.calibration.layout_gap import layout_gap
from model.data_files import rows
from model.hardware import instances
from model.scenario.scenario import default_scenario
from model.search import StepEstimate, best_step, evaluate_layout


def test_the_stored_gap_is_the_one_of_the_published_runs() -> None:
    parameters = calibration().parameters
    gap, log_sigma = layout_gap(completed(read_runs(), parameters), parameters)
    # The coefficients are stored with five digits, which may turn a near tie between layouts.
    assert calibration().layout_gap == pytest.approx(gap, abs=0.005)
    assert calibration().layout_gap_log_sigma == pytest.approx(log_sigma, abs=0.01)


def test_a_few_runs_with_known_layouts_are_slower_than_their_best_layout() -> None:
    table = [row for row in rows("training_runs.csv") if row["tensor_parallel"]][:200]
    parameters = calibration().parameters
    gap, log_sigma = layout_gap(completed(read_runs(table), parameters), parameters)
    assert 1.0 <= gap < 1.5
    assert log_sigma >= 0


def test_the_searched_layout_is_slower_in_practice_than_on_paper() -> None:
    workload, instance = default_scenario().workload(), instances()["p5.48xlarge"]
    searched = best_step(workload, instance, 128)
    assert isinstance(searched, StepEstimate)
    given = evaluate_layout(workload, instance, searched.layout)
    assert isinstance(given, StepEstimate)
    assert searched.step_seconds == pytest.approx(given.step_seconds * calibration().layout_gap)
    assert searched.log_sigma > given.log_sigma
    assert sum(searched.breakdown.values()) == pytest.approx(searched.step_seconds)


def test_a_layout_that_another_of_its_sweep_beats_is_no_recipe() -> None:
    row = next(r for r in rows("training_runs.csv") if r["id"] == "dgxc-0596")
    slow = row | {
        "id": "slow",
        "tensor_parallel": "8",
        "data_parallel": "",
        "tokens_per_s_per_accel": str(0.2 * float(row["tokens_per_s_per_accel"])),
    }
    parameters = calibration().parameters
    alone = layout_gap(completed(read_runs([row]), parameters), parameters)
    assert layout_gap(completed(read_runs([row, slow]), parameters), parameters) == alone
