"""What a user's own log does to a prediction, as a Bayesian update."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.anchor import Anchor, read_anchor, updated, write_anchor
from model.hardware import instances
from model.run import RunPlan, plan_run
from model.search import StepEstimate
from model.search.anchored import anchored
from tests.model.factories import workload

TRN2 = "trn2.48xlarge"
logs = st.floats(-1.0, 1.0)
spreads = st.floats(0.01, 1.0)


def plan(*anchors: Anchor) -> RunPlan:
    found = plan_run(workload(anchors=anchors), instances()[TRN2], 10**12, None, 4)
    assert isinstance(found, RunPlan)
    return found


def step() -> StepEstimate:
    return plan().step


@given(logs, spreads, logs)
def test_a_measurement_without_information_changes_nothing(
    prior: float, spread: float, measured: float
) -> None:
    assert updated(prior, spread, measured, math.inf) == (prior, spread)


@given(logs, spreads, logs, spreads)
def test_no_measurement_widens_and_the_result_lies_between(
    prior: float, spread: float, measured: float, noise: float
) -> None:
    mean, after = updated(prior, spread, measured, noise)
    assert after <= spread
    assert after <= noise * (1 + 1e-9)
    assert min(prior, measured) - 1e-12 <= mean <= max(prior, measured) + 1e-12


@given(logs, spreads, logs, st.tuples(spreads, spreads))
def test_a_better_measurement_never_leaves_a_wider_range(
    prior: float, spread: float, measured: float, noises: tuple[float, float]
) -> None:
    sharp, blunt = sorted(noises)
    assert updated(prior, spread, measured, sharp)[1] <= updated(prior, spread, measured, blunt)[1]


def test_equal_spreads_meet_in_the_middle() -> None:
    # Gelman et al., section 2.5: precisions add, the mean is weighted by them.
    assert updated(0.0, 0.2, 0.4, 0.2) == pytest.approx((0.2, 0.2 / math.sqrt(2)))


def test_an_anchor_moves_rate_days_and_range_of_its_platform() -> None:
    before, after = plan(), plan(Anchor(TRN2, 0.6, 0.05))
    assert after.step.step_seconds > before.step.step_seconds
    assert after.days.median > before.days.median
    assert after.days.log_sigma < 0.06
    assert after.tokens_per_second == pytest.approx(
        after.step.tokens_per_s_per_accelerator * after.accelerators
    )


@given(st.floats(0.1, 5.0))
def test_an_anchor_without_information_leaves_the_plan_as_it_is(factor: float) -> None:
    found = anchored(step(), [Anchor(TRN2, factor, math.inf)], TRN2)
    assert found.step_seconds == step().step_seconds
    assert found.log_sigma == step().log_sigma


def test_an_anchor_leaves_other_platforms_alone() -> None:
    assert plan(Anchor("p5.48xlarge", 0.6, 0.05)) == plan()


@given(st.floats(0.1, 5.0), spreads)
def test_the_parts_of_an_anchored_step_still_add_up(factor: float, spread: float) -> None:
    found = anchored(step(), [Anchor(TRN2, factor, spread)], TRN2)
    assert sum(found.breakdown.values()) == pytest.approx(found.step_seconds)
    assert found.mfu * found.step_seconds == pytest.approx(step().mfu * step().step_seconds)


def test_a_sharp_anchor_is_believed() -> None:
    found = anchored(step(), [Anchor(TRN2, 0.8, 0.0001)], TRN2)
    assert step().seconds_on_paper / found.step_seconds == pytest.approx(0.8, rel=1e-3)


@given(st.sampled_from(sorted(instances())), st.floats(0.05, 20), st.floats(0.0, 10))
def test_an_anchor_survives_the_link(platform: str, factor: float, spread: float) -> None:
    found = read_anchor(write_anchor(Anchor(platform, factor, spread)))
    assert found.instance_type == platform
    assert found.factor == pytest.approx(factor, rel=6e-3)
    assert found.log_sigma == pytest.approx(max(spread, 0.01), rel=6e-3)


@pytest.mark.parametrize(
    "text", ["", "trn2.48xlarge", "a:b:c", "p5.48xlarge:0.9", "p5:nan:0.1", "p5:0.01:0.1", "p5:1:0"]
)
def test_a_text_that_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"anchor"):
        read_anchor(text)
