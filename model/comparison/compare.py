"""One scenario on every platform it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from model.comparison.cost import rented_over_run, run_cost
from model.comparison.verdict import Contender, Verdict, weigh
from model.energy import Energy, run_energy
from model.hardware import Instance, instances
from model.ownership import pue
from model.price import Price, find_price, where_sold
from model.purchase_limits import purchase_caveats
from model.purchase_option import PurchaseOption
from model.run import OTHER_DIMENSIONS, CannotRun, RunPlan, plan_run
from model.scenario import Scenario
from model.storage import storage_usd_per_day
from model.uncertainty import LogNormal
from model.units import HOURS_PER_DAY
from model.workload import Task

ANOTHER_PRICE = (
    "Another region or purchase option may have it, or a price of your own on the Prices page."
)
# No run known here measured how fast 4-bit weights are turned back.
QLORA_SPEED = (
    "QLoRA counts turning its 4-bit weights back to 16 bits at full memory bandwidth; no run known "
    "here has measured it, and kernels in use are slower, so expect somewhat more time and cost"
)

NOT_YOURS = (
    "owned, with published figures where you gave none: ranges here do not count how far those are "
    "off from yours, Break-even does"
)
ENTER_PRICE = "The form asks under 'Your hardware' what a server costs."


class Status(StrEnum):
    """What can be said of a platform."""

    PRICED = "priced"
    NOT_SOLD = "not_sold"
    CANNOT_RUN = "cannot_run"


@dataclass(frozen=True, slots=True)
class PlatformAnswer:
    """One platform's part of the answer.

    Attributes:
        instance: the platform.
        status: priced, not sold this way, or not able to run the scenario.
        reason: why there is no cost, in words; empty when there is one.
        plan: cluster, layout and time, unless the platform cannot run the scenario.
        price: the price used, unless the platform is not sold this way.
        cost_usd: US dollars for the whole run.
        cost_parts_usd: what its median is made of [USD], by part.
        usd_per_million_tokens: the same per million training tokens.
        energy: electricity and carbon in the region of the price, where power is published.
        caveats: what the buyer would run into, in words.
        remedy: what to change where there is no cost, one sentence.
    """

    instance: Instance
    status: Status
    reason: str = ""
    plan: RunPlan | None = None
    price: Price | None = None
    cost_usd: LogNormal | None = None
    usd_per_million_tokens: LogNormal | None = None
    cost_parts_usd: Mapping[str, float] = field(default_factory=dict)
    energy: Energy | None = None
    caveats: tuple[str, ...] = ()
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole answer to a scenario.

    Attributes:
        scenario: what was asked.
        platforms: one answer for each platform of the scenario, cheapest first, those without a
            cost last.
        verdict: the cheapest Trainium against the cheapest NVIDIA platform, if both have a cost.
    """

    scenario: Scenario
    platforms: tuple[PlatformAnswer, ...]
    verdict: Verdict | None


def compare(
    scenario: Scenario, prices: Sequence[Price], known: Mapping[str, Instance] | None = None
) -> Comparison:
    """What the scenario costs on each of its platforms at these prices.

    A scenario whose own architecture does not fit together is answered too: every platform then
    carries the reason.

    Args:
        scenario: what is asked.
        prices: of each platform, option and region.
        known: platforms by instance type, where they are not those of the data files.
    """
    platforms = instances() if known is None else known
    return combined(
        scenario, [answer_on(scenario, platforms[name], prices) for name in scenario.platforms]
    )


def combined(scenario: Scenario, answers: Sequence[PlatformAnswer]) -> Comparison:
    """The comparison of platforms that have been answered one by one."""
    ordered = sorted(answers, key=_rank)
    contenders = [
        Contender(a.instance.instance_type, a.instance.accelerator.family, a.cost_usd)
        for a in ordered
        if a.cost_usd is not None
    ]
    return Comparison(scenario, tuple(ordered), weigh(contenders))


def _rank(answer: PlatformAnswer) -> tuple[int, float]:
    if answer.cost_usd is None:
        return (1 if answer.status is Status.NOT_SOLD else 2, 0.0)
    return (0, answer.cost_usd.median)


def answer_on(scenario: Scenario, instance: Instance, prices: Sequence[Price]) -> PlatformAnswer:
    """What the scenario costs on one platform at these prices, or why it has no cost."""
    region, bought = scenario.region, scenario.bought_as(instance.instance_type)
    price = find_price(prices, instance.instance_type, region, bought)
    plan = _plan(scenario, instance)
    if isinstance(plan, CannotRun):
        return PlatformAnswer(
            instance, Status.CANNOT_RUN, plan.reason, price=price, remedy=plan.remedy
        )
    if price is None:
        reason, remedy = without_price(scenario, instance, prices)
        return PlatformAnswer(instance, Status.NOT_SOLD, reason, plan=plan, remedy=remedy)
    return priced_plan(scenario, instance, plan, price)


def priced_plan(
    scenario: Scenario, instance: Instance, plan: RunPlan, price: Price
) -> PlatformAnswer:
    """What a run costs under a plan at a price."""
    owned = scenario.bought_as(instance.instance_type) is PurchaseOption.OWNED
    stored = storage_usd_per_day(scenario.workload(), scenario.tokens, scenario.checkpoints_kept)
    parts = run_cost(
        plan,
        price.usd_per_hour,
        scenario.spare_percent,
        scenario.experiments_percent,
        stored,
        price.energy_usd_per_hour,
    )
    cost = LogNormal(sum(parts.values()), plan.days.log_sigma)
    return PlatformAnswer(
        instance,
        Status.PRICED,
        plan=plan,
        price=price,
        cost_usd=cost,
        cost_parts_usd=parts,
        usd_per_million_tokens=cost.scaled(1e6 / scenario.tokens),
        energy=run_energy(
            instance.accelerator,
            plan.accelerators,
            plan.days.median
            * HOURS_PER_DAY
            * rented_over_run(plan, scenario.spare_percent, scenario.experiments_percent),
            scenario.region if owned else price.region,
            pue(scenario) if owned else None,
        ),
        caveats=(
            *purchase_caveats(price.purchase_option, plan.instances, plan.days.median),
            *((NOT_YOURS,) if owned and price.high_factor > 1 else ()),
            *((QLORA_SPEED,) if scenario.task is Task.QLORA else ()),
        ),
    )


def without_price(
    scenario: Scenario, instance: Instance, prices: Sequence[Price]
) -> tuple[str, str]:
    """Why a platform has no price, and what to change."""
    option = scenario.bought_as(instance.instance_type)
    if option is PurchaseOption.OWNED:
        return "No purchase price known: enter one", ENTER_PRICE
    where = where_sold(prices, instance.instance_type, scenario.region, option)
    return f"Not sold this way here: {where}", ANOTHER_PRICE


def _plan(scenario: Scenario, instance: Instance) -> RunPlan | CannotRun:
    try:
        workload = scenario.workload()
    except ValueError as error:
        return CannotRun(str(error), OTHER_DIMENSIONS)
    return plan_run(
        workload,
        instance,
        tokens=scenario.tokens,
        deadline_days=scenario.deadline_days,
        cluster_instances=scenario.instances,
        maturity=scenario.maturity,
    )
