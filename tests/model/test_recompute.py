"""Recomputation as a part of its own: nothing is lost, and it is as large as theory says."""

from dataclasses import replace

import pytest

from model.hardware import instances
from model.layout import Layout, Recompute, Sharding
from model.search import StepEstimate, evaluate_layout
from tests.scenarios import scenario

PLAIN = Layout(4, 4, 1, 1, 1, 8, Sharding.OPTIMIZER, Recompute.NONE, 1)


def estimate(recompute: Recompute) -> StepEstimate:
    layout = replace(PLAIN, recompute=recompute)
    found = evaluate_layout(scenario().workload(), instances()["p5.48xlarge"], layout)
    assert isinstance(found, StepEstimate)
    return found


@pytest.mark.parametrize("recompute", Recompute)
def test_the_parts_add_up_to_the_step(recompute: Recompute) -> None:
    step = estimate(recompute)
    assert sum(step.breakdown.values()) == pytest.approx(step.step_seconds)


def test_nothing_is_recomputed_without_recomputation() -> None:
    assert estimate(Recompute.NONE).breakdown["recompute"] == 0


def test_full_recomputation_is_a_third_of_the_products() -> None:
    # Korthikanti et al. 2022, section 5: one more forward pass, a third of forward and backward.
    parts = estimate(Recompute.FULL).breakdown
    products = parts["matmul"] + parts["attention"]
    assert parts["recompute"] == pytest.approx(products / 3, rel=0.1)


def test_products_take_the_same_time_with_and_without_it() -> None:
    without, full = estimate(Recompute.NONE).breakdown, estimate(Recompute.FULL).breakdown
    assert full["matmul"] == pytest.approx(without["matmul"])
    assert full["attention"] == pytest.approx(without["attention"])
