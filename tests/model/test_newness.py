from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calibrated import calibration
from model.stack import Stack, stacks
from model.step.resolve import context, resolve
from tests.model.factories import instance, workload

DATED = [stack for stack in stacks().values() if stack.since]


def slowness(stack: Stack, year: float) -> float:
    where = context(instance().accelerator, workload(), stack, year)
    return float(resolve(calibration().parameters, where).slowness)


def test_a_new_program_is_slower_than_it_will_be() -> None:
    bridge = stacks()["megatron-bridge"]
    assert bridge.since is not None
    assert slowness(bridge, bridge.since) > 1.02 * slowness(bridge, bridge.since + 1)


@given(st.sampled_from(DATED), st.floats(2020, 2030), st.floats(0, 5))
def test_no_program_is_slower_when_it_is_older(stack: Stack, year: float, later: float) -> None:
    assert slowness(stack, year + later) <= slowness(stack, year) * (1 + 1e-12)


@pytest.mark.parametrize(
    ("years", "newness"), [(-1.0, 1.0), (0.0, 1.0), (0.5, math.exp(-1)), (5.0, 0.0)]
)
def test_newness_falls_off_with_age(years: float, newness: float) -> None:
    bridge = stacks()["megatron-bridge"]
    assert bridge.since is not None
    where = context(instance().accelerator, workload(), bridge, bridge.since + years)
    assert where.newness == pytest.approx(newness, abs=1e-4)


def test_a_program_older_than_all_runs_is_not_new() -> None:
    where = context(instance().accelerator, workload(), stacks()["megatron-lm"], 2023.0)
    assert where.newness == 0


def test_no_program_ends_before_it_begins() -> None:
    assert all(s.until is None or s.since is None or s.since < s.until for s in stacks().values())
