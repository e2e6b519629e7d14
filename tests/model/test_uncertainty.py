"""Log-normal quantities: intervals, ratios, probabilities."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.uncertainty import LogNormal, difference_interval, probability_less, ratio

medians = st.floats(1e-3, 1e9)
sigmas = st.floats(0.0, 1.0)
quantities = st.builds(LogNormal, medians, sigmas)


def test_the_interval_holds_the_central_80_percent() -> None:
    # z(0.9) = 1.2816 in any table of the normal distribution.
    interval = LogNormal(100.0, 0.2).interval()
    assert interval.low == pytest.approx(100 * math.exp(-0.2 * 1.2816), rel=1e-4)
    assert interval.high == pytest.approx(100 * math.exp(0.2 * 1.2816), rel=1e-4)


def test_a_certain_quantity_has_no_width() -> None:
    interval = LogNormal(7.0, 0.0).interval()
    assert (interval.low, interval.median, interval.high) == (7.0, 7.0, 7.0)


@given(quantities, quantities)
def test_one_of_two_is_less(left: LogNormal, right: LogNormal) -> None:
    both = probability_less(left, right) + probability_less(right, left)
    assert both == pytest.approx(1.0)


@given(quantities, quantities, st.floats(1.0, 10.0))
def test_a_higher_cost_is_never_more_probably_the_lower_one(
    left: LogNormal, right: LogNormal, factor: float
) -> None:
    assert probability_less(left.scaled(factor), right) <= probability_less(left, right)


def test_the_ratio_of_independent_errors_adds_their_variances() -> None:
    quotient = ratio(LogNormal(3.0, 0.3), LogNormal(2.0, 0.4))
    assert quotient.median == 1.5
    assert quotient.log_sigma == pytest.approx(0.5)


def test_the_interval_of_a_difference_agrees_with_drawn_samples() -> None:
    left, right = LogNormal(18.7, 0.25), LogNormal(16.8, 0.15)
    draw = np.random.default_rng(1).standard_normal((2, 400_000))
    samples = left.median * np.exp(0.25 * draw[0]) - right.median * np.exp(0.15 * draw[1])
    expected = np.quantile(samples, [0.1, 0.9])
    interval = difference_interval(left, right)
    # 400,000 samples know a tail quantile to about 0.3 % of the spread.
    assert interval.low == pytest.approx(expected[0], abs=0.05)
    assert interval.high == pytest.approx(expected[1], abs=0.05)
    assert interval.median == pytest.approx(1.9)
