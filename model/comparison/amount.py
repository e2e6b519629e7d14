"""The answer in the unit the scenario asks for: money in several measures, electricity, carbon."""

from __future__ import annotations

import math
from dataclasses import replace

from model.architecture import flops_per_token
from model.comparison.compare import Comparison, PlatformAnswer
from model.comparison.verdict import Contender, Verdict, weigh
from model.scenario import Scenario
from model.uncertainty import Interval, LogNormal
from model.unit import Unit
from model.workload import Task

ZETTA = 1e21
PFLOP_DAY = 1e15 * 86_400
MEGA = 1e6


def run_flops(scenario: Scenario) -> float:
    """Model FLOPs of the whole run: what the architecture asks for, nothing counted twice.

    Raises:
        ValueError: own dimensions that do not go together.
    """
    frozen = scenario.task in (Task.LORA, Task.QLORA)
    architecture = scenario.resolved_architecture()
    return flops_per_token(architecture, scenario.seq_len, frozen).total * scenario.tokens


def per_usd(scenario: Scenario) -> float:
    """What one dollar of the whole run is in the scenario's unit of money.

    Raises:
        ValueError: the unit counts no money, or own dimensions that do not go together.
    """
    match scenario.unit:
        case Unit.USD:
            return 1.0
        case Unit.USD_PER_MTOKEN:
            return MEGA / scenario.tokens
        case Unit.USD_PER_ZFLOP:
            return ZETTA / run_flops(scenario)
        case Unit.USD_PER_PFLOP_DAY:
            return PFLOP_DAY / run_flops(scenario)
    raise ValueError(f"{scenario.unit} counts no money")


def amount(answer: PlatformAnswer, scenario: Scenario) -> LogNormal | None:
    """What a run takes on a platform, in the scenario's unit.

    Returns:
        The amount, or None without a cost; for electricity and carbon also where the chip's power
        or the grid of the region is not published.
    """
    cost, energy = answer.cost_usd, answer.energy
    if cost is None:
        return None
    if scenario.unit.of_money:
        return cost.scaled(per_usd(scenario))
    if energy is None:
        return None
    value = energy.kwh if scenario.unit is Unit.KWH else energy.kg_co2e
    return None if value is None else LogNormal(value, math.hypot(cost.log_sigma, energy.log_sigma))


def amounts(comparison: Comparison) -> tuple[tuple[PlatformAnswer, LogNormal], ...]:
    """The platforms with an amount in the scenario's unit, the least first."""
    known = [(a, amount(a, comparison.scenario)) for a in comparison.platforms]
    found = [(a, value) for a, value in known if value is not None]
    return tuple(sorted(found, key=lambda pair: pair[1].median))


def verdict_in_unit(comparison: Comparison) -> Verdict | None:
    """The verdict in the scenario's unit; None where a family has no amount in it."""
    verdict, unit = comparison.verdict, comparison.scenario.unit
    if verdict is None or unit is Unit.USD:
        return verdict
    if unit.of_money:
        return _scaled(verdict, per_usd(comparison.scenario))
    return weigh(
        [
            Contender(a.instance.instance_type, a.instance.accelerator.family, value)
            for a, value in amounts(comparison)
        ]
    )


def _scaled(verdict: Verdict, factor: float) -> Verdict:
    trainium, nvidia, winner = (
        replace(c, amount=c.amount.scaled(factor))
        for c in (verdict.trainium, verdict.nvidia, verdict.winner)
    )
    d = verdict.difference
    difference = Interval(d.low * factor, d.median * factor, d.high * factor)
    return replace(verdict, trainium=trainium, nvidia=nvidia, winner=winner, difference=difference)
