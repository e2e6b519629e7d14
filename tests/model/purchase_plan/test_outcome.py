"""Costs and finish days of ways to buy, worked by hand."""

import numpy as np
import pytest

from model.purchase_plan.outcome import Option, first_then, throughout
from model.purchase_plan.rules import TermKind

BLOCK = Option("capacity_block", TermKind.PREPAID, 100.0)
ON_DEMAND = Option("on_demand", TermKind.AS_USED, 150.0)
SPOT = Option("spot", TermKind.INTERRUPTIBLE, 40.0, speed=0.8)
RESERVED = Option("reserved_1y", TermKind.COMMITMENT, 60.0, term_days=365)
NO_JOIN = np.zeros(1)


def test_on_demand_is_paid_as_used() -> None:
    found = throughout(ON_DEMAND, np.array([10.0, 20.0]), shared=False)
    assert list(found.usd) == [1500, 3000]
    assert list(found.days) == [10, 20]


def test_spot_takes_longer_at_its_own_price() -> None:
    found = throughout(SPOT, np.array([8.0]), shared=False)
    assert (found.days[0], found.usd[0]) == pytest.approx((10, 400))


def test_a_commitment_outlasts_the_run_and_is_paid() -> None:
    found = throughout(RESERVED, np.array([100.0]), shared=False)
    assert (found.usd[0], found.unused[0]) == (365 * 60, 265)


def test_other_work_may_use_the_rest_of_a_commitment() -> None:
    found = throughout(RESERVED, np.array([100.0]), shared=True)
    assert (found.usd[0], found.unused[0]) == (6000, 0)


def test_a_run_longer_than_a_term_pays_two() -> None:
    assert throughout(RESERVED, np.array([400.0]), shared=False).usd[0] == 2 * 365 * 60


def test_unused_days_of_a_block_are_paid() -> None:
    found = first_then(BLOCK, np.array([14.0]), NO_JOIN, ON_DEMAND, 0.0, 0.5, np.array([10.0]))
    assert (found.usd[0, 0], found.days[0, 0], found.unused[0, 0]) == (1400, 10, 4)


def test_an_overrun_goes_on_on_demand_with_the_work_lost_at_the_change() -> None:
    found = first_then(BLOCK, np.array([14.0]), NO_JOIN, ON_DEMAND, 0.0, 0.5, np.array([16.0]))
    assert found.over[0, 0]
    assert found.usd[0, 0] == 1400 + 2.5 * 150
    assert found.days[0, 0] == 16.5


def test_an_extension_is_sold_by_the_day_and_may_have_to_wait() -> None:
    found = first_then(BLOCK, np.array([14.0]), NO_JOIN, BLOCK, 3.0, 0.5, np.array([16.0]))
    assert found.usd[0, 0] == 1400 + 3 * 100
    assert found.days[0, 0] == 14 + 3 + 2.5


def test_spot_first_then_firm_capacity_for_what_is_left() -> None:
    found = first_then(SPOT, np.array([10.0]), NO_JOIN, ON_DEMAND, 0.0, 0.0, np.array([12.0]))
    # Ten days of spot do eight days of work; four are left.
    assert found.usd[0, 0] == pytest.approx(10 * 40 + 4 * 150)
    assert found.days[0, 0] == pytest.approx(14)


def test_a_block_after_another_loses_a_restart() -> None:
    joined = first_then(
        BLOCK, np.array([21.0]), np.array([0.25]), ON_DEMAND, 0.0, 0.0, np.array([20.0])
    )
    assert joined.days[0, 0] == 20.25


def test_what_runs_beside_a_block_is_paid_as_used() -> None:
    both = Option("capacity_block", TermKind.PREPAID, 100.0, beside_usd_per_day=30.0)
    found = first_then(both, np.array([14.0]), NO_JOIN, ON_DEMAND, 0.0, 0.0, np.array([10.0, 15.0]))
    assert list(found.usd[0]) == [1400 + 10 * 30, 1400 + 14 * 30 + 150]


def test_an_overrun_of_years_is_paid_to_its_last_day() -> None:
    found = first_then(BLOCK, np.array([182.0]), NO_JOIN, BLOCK, 0.0, 0.0, np.array([2_000.0]))
    assert found.usd[0, 0] == 2_000 * 100
    assert found.unused[0, 0] == 0
