"""The smallest cluster that meets the deadline, and what savings train in addition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.cluster_size import cluster_sizes
from model.comparison import Comparison, PlatformAnswer, compare
from model.comparison.amount import amount
from model.comparison.compare import priced_plan
from model.hardware import Family, Instance
from model.price import Price
from model.run import RunPlan, run_on
from model.scenario import Scenario
from model.uncertainty import Interval, ratio


@dataclass(frozen=True, slots=True)
class Fleet:
    """The smallest cluster of a platform that is expected to finish in time.

    Attributes:
        instance: the platform.
        smallest: its plan; None where no cluster is in time or the platform cannot run.
        amount: what that plan takes, in the scenario's unit; None without a price, or where
            its electricity or emissions are not known.
        cheapest: the plan that Compare chose.
        reason: why there is none, in words.
    """

    instance: Instance
    smallest: RunPlan | None
    amount: float | None
    cheapest: RunPlan | None
    reason: str


@dataclass(frozen=True, slots=True)
class Savings:
    """What the cost of one run on the dearer family's best platform trains on the cheaper one's.

    Attributes:
        cheaper: the platform that trains more.
        dearer: the platform whose run is paid for.
        models: trainings on the cheaper platform for the cost of one on the dearer.
    """

    cheaper: Instance
    dearer: Instance
    models: Interval


def fleets(scenario: Scenario, prices: Sequence[Price]) -> tuple[Fleet, ...]:
    """The smallest cluster in time on each platform, the fewest accelerators first.

    Empty for a scenario without a deadline.
    """
    if scenario.deadline_days is None:
        return ()
    found = [_fleet(scenario, answer) for answer in compare(scenario, prices).platforms]
    return tuple(sorted(found, key=lambda f: f.smallest.accelerators if f.smallest else 10**9))


def _fleet(scenario: Scenario, answer: PlatformAnswer) -> Fleet:
    plan, deadline = answer.plan, scenario.deadline_days
    if plan is None or deadline is None:
        return Fleet(answer.instance, None, None, None, answer.reason)
    work = scenario.workload()
    sizes = cluster_sizes(work, answer.instance.accelerators)
    smallest = plan
    # Fewer than half as many would take longer than the deadline allows many times over: the
    # cheapest cluster lies within a factor of two of the smallest.
    for size in (n for n in sizes if plan.instances / 4 <= n < plan.instances):
        tried = run_on(work, answer.instance, scenario.tokens, size, scenario.maturity)
        if isinstance(tried, RunPlan) and tried.days.median <= deadline:
            smallest = tried
            break
    found = None
    if answer.price is not None:
        found = amount(priced_plan(scenario, answer.instance, smallest, answer.price), scenario)
    return Fleet(answer.instance, smallest, found.median if found else None, plan, "")


def savings(comparison: Comparison) -> Savings | None:
    """How many models the cheaper family trains for the cost of one; None without a verdict."""
    best: dict[str, PlatformAnswer] = {}
    for answer in comparison.platforms:
        if answer.cost_usd is not None:
            best.setdefault(answer.instance.accelerator.family, answer)
    trainium, nvidia = best.get(Family.TRAINIUM), best.get(Family.NVIDIA)
    if trainium is None or nvidia is None or not trainium.cost_usd or not nvidia.cost_usd:
        return None
    cheaper, dearer = trainium, nvidia
    if trainium.cost_usd.median > nvidia.cost_usd.median:
        cheaper, dearer = nvidia, trainium
    assert cheaper.cost_usd is not None
    assert dearer.cost_usd is not None
    models = ratio(dearer.cost_usd, cheaper.cost_usd).interval()
    return Savings(cheaper.instance, dearer.instance, models)
