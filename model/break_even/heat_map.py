"""Cost ratio over Trainium's MFU and price, with where things stand today."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from model.break_even.break_even import BreakEven, break_even
from model.break_even.spread import Values, price_move
from model.price import Price
from model.scenario import Scenario

CELLS = 30
# Radius that holds 80 % of two independent standard normal scores together.
RADIUS_80 = math.sqrt(-2 * math.log(1 - 0.8))
_POINTS = 73


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The map and what lies on it. MFU as shares, prices in USD per accelerator-hour.

    Attributes:
        mfu: middles of the columns.
        price: middles of the rows.
        ratio: Trainium's cost, with its part of porting unless that alone decides, over NVIDIA's,
            by row and column.
        today: expected MFU and today's price.
        region: outline of what holds 80 % of MFU and price together, as (MFU, price).
        line: MFU and price at which both cost the same.
        line_low: the same where NVIDIA does as badly as in one case of ten.
        line_high: the same where NVIDIA does as well as in one case of ten.
    """

    mfu: tuple[float, ...]
    price: tuple[float, ...]
    ratio: tuple[tuple[float, ...], ...]
    today: tuple[float, float]
    region: tuple[tuple[float, float], ...]
    line: tuple[tuple[float, float], ...]
    line_low: tuple[tuple[float, float], ...]
    line_high: tuple[tuple[float, float], ...]


def heat_map(scenario: Scenario, prices: tuple[Price, ...]) -> HeatMap | None:
    """The map of a scenario at these prices; None unless both families have a cost."""
    found = break_even(scenario, prices)
    return None if found.parity is None or found.parity.mfu is None else _draw(found)


def _draw(found: BreakEven) -> HeatMap:
    assert found.parity is not None
    assert found.parity.mfu is not None
    trainium, nvidia = found.parity.trainium, found.parity.nvidia
    chips = trainium.instance.accelerators
    expected, today = trainium.mfu, trainium.usd_per_hour / chips
    region = _region(found)
    mfu = _axis([expected, *(x for x, _ in region)], found.parity.mfu.median)
    price = _axis([today, *(y for _, y in region)], today)
    free = trainium.cost_usd(usd_per_hour=0.0)
    per_usd = (trainium.cost_usd() - free) / trainium.usd_per_hour
    one_off = found.charted_usd_per_run
    target = nvidia.cost_usd()

    def ratio(x: Values, y: Values) -> Values:
        return ((free + per_usd * y * chips) * expected / x + one_off) / target

    def line(cost: float) -> tuple[tuple[float, float], ...]:
        at = np.linspace(mfu[0], mfu[-1], _POINTS)
        y = ((cost - one_off) * at / expected - free) / per_usd / chips
        inside = (y >= price[0]) & (y <= price[-1])
        return tuple(zip(at[inside].tolist(), y[inside].tolist(), strict=True))

    low, high = _middles(mfu), _middles(price)
    grid = ratio(low[None, :], high[:, None])
    spread = nvidia.plan.days.interval()
    return HeatMap(
        mfu=tuple(low.tolist()),
        price=tuple(high.tolist()),
        ratio=tuple(tuple(row) for row in grid.tolist()),
        today=(expected, today),
        region=region,
        line=line(target),
        line_low=line(target * spread.low / spread.median),
        line_high=line(target * spread.high / spread.median),
    )


def _region(found: BreakEven) -> tuple[tuple[float, float], ...]:
    """Outline of the 80 % region of MFU and price, which vary apart."""
    assert found.parity is not None
    trainium = found.parity.trainium
    assert trainium.price is not None
    chips = trainium.instance.accelerators
    angle = np.linspace(0, 2 * math.pi, _POINTS)
    mfu = trainium.mfu * np.exp(trainium.plan.step.log_sigma * RADIUS_80 * np.cos(angle))
    move = price_move(trainium.price)
    factor = np.ones(_POINTS) if move is None else move.factor.at(RADIUS_80 * np.sin(angle))
    price = trainium.usd_per_hour / chips * factor
    return tuple(zip(mfu.tolist(), price.tolist(), strict=True))


def _axis(values: list[float], also: float) -> Values:
    """Edges of the cells: from about half of the lowest value to somewhat above the highest."""
    # Parity may lie anywhere; the axis follows it as far as it keeps today's place readable.
    widest = min(max(also, min(values) / 3), 3 * max(values))
    return np.linspace(0.5 * min(*values, widest), 1.1 * max(*values, widest), CELLS + 1)


def _middles(edges: Values) -> Values:
    return np.asarray((edges[:-1] + edges[1:]) / 2)
