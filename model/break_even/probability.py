"""How probable it is that Trainium is cheaper: Monte Carlo over all that is uncertain.

The same draws serve every scenario (common random numbers), and the model error of Trainium is
integrated in closed form on each draw, so the probability moves smoothly with every input.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

from model.break_even.porting import Porting
from model.break_even.side import Side
from model.break_even.spread import Spread, Values, price_move
from model.run_defaults import run_defaults
from model.uncertainty import HIGH, LOW, Interval

DRAWS = 2048
FAILURES = "failures_per_accelerator_hour"
# Columns of the draws.
MODEL, PRICE, FAILING = (0, 1), (2, 3), (4, 5)
WEEKS, RATE, DELAY = 6, 7, 8
_DIMENSIONS = 9
_NODES = np.linspace(-4.0, 4.0, 17)
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Chance:
    """What the simulation says.

    Attributes:
        trainium_cheaper: probability that Trainium costs less, porting counted.
        difference_usd: Trainium's cost with its part of porting, less NVIDIA's [USD a run].
        difference_fraction: the same over NVIDIA's cost.
    """

    trainium_cheaper: float
    difference_usd: Interval
    difference_fraction: Interval


def chance(trainium: Side, nvidia: Side, porting: Porting, runs: int) -> Chance:
    """How probable it is that a run costs less on Trainium, with its part of porting.

    Throughput, price and failure rate of each side are drawn apart; what moves both sides alike
    (evaluation, experiments) is not drawn.

    Args:
        trainium: with a price.
        nvidia: with a price.
        porting: one-off cost.
        runs: runs that share it.
    """
    z = scores()
    ours = _cost(trainium, z, 0)
    theirs = _cost(nvidia, z, 1) * np.exp(nvidia.plan.step.log_sigma * z[:, MODEL[1]])
    one_off = porting_usd(porting, z) / runs
    sigma = max(trainium.plan.step.log_sigma, 1e-9)
    left = np.maximum(theirs - one_off, 1e-9)
    probability = float(np.mean(_cumulative(np.log(left / ours) / sigma)))
    total = ours * np.exp(sigma * z[:, MODEL[0]]) + one_off
    return Chance(probability, _interval(total - theirs), _interval(total / theirs - 1))


def porting_usd(porting: Porting, z: Values) -> Values:
    """Draws of the one-off cost [USD]; what the user has given is certain."""

    def draw(name: str, value: float, column: int) -> Values:
        default = porting.assumed.get(name)
        if default is None:
            return np.full(len(z), value)
        return Spread(default.low, default.value, default.high).at(z[:, column])

    weeks = draw("porting_weeks", porting.engineer_weeks, WEEKS)
    rate = draw("engineer_usd_per_week", porting.engineer_usd_per_week, RATE)
    delay = draw("delay_weeks", porting.delay_weeks, DELAY)
    return weeks * rate + delay * porting.delay_usd_per_week


@cache
def scores() -> Values:
    """Standard normal scores, one row a draw, spread evenly in each column.

    Source: Latin hypercube sampling (McKay, Beckman and Conover 1979): each column takes the
    middle of every one of `DRAWS` equally probable strata once, in an order of its own.
    """
    order = np.random.default_rng(1979).random((DRAWS, _DIMENSIONS)).argsort(axis=0)
    strata = np.asarray([_NORMAL.inv_cdf((i + 0.5) / DRAWS) for i in range(DRAWS)])
    return np.asarray(strata[order])


def _cost(side: Side, z: Values, which: int) -> Values:
    """Median cost on each draw of price and failure rate [USD], without the model error."""
    free = side.cost_usd(usd_per_hour=0.0)
    rented = side.cost_usd() - free
    move = price_move(side.price) if side.price else None
    factor = 1.0 if move is None else move.factor.at(z[:, PRICE[which]])
    return (rented * factor + free) * _slower(side, z[:, FAILING[which]])


def _slower(side: Side, z: Values) -> Values:
    """How much longer the run takes on each draw of the failure rate, as a factor.

    The goodput is computed on a grid of rates and read off between them.
    """
    default = run_defaults()[FAILURES]
    rates = Spread(default.low, default.value, default.high).at(_NODES)
    usual = side.plan.goodput.fraction
    factors = [usual / side.plan_at(changes={FAILURES: r}).goodput.fraction for r in rates]
    return np.asarray(np.interp(z, _NODES, factors))


def _cumulative(x: Values) -> Values:
    """The standard normal distribution function, by the grid of its quantiles."""
    return np.asarray(np.interp(x, _GRID_Z, _GRID_P))


_GRID_Z = np.linspace(-6.0, 6.0, 2401)
_GRID_P = np.array([_NORMAL.cdf(float(z)) for z in _GRID_Z])


def _interval(values: Values) -> Interval:
    low, middle, high = np.quantile(values, [LOW, 0.5, HIGH])
    return Interval(float(low), float(middle), float(high))
