"""The purchase plan in words."""

from __future__ import annotations

from datetime import timedelta

from model.comparison.money import money_in_words, money_range_in_words
from model.comparison.reasons import reasons_in_words
from model.comparison.sentence import Sentence
from model.purchase_option import PurchaseOption
from model.purchase_plan.plan import Plan, PurchasePlan, sure_enough
from model.purchase_plan.rules import most_in_blocks
from model.scenario import Scenario
from model.units import HOURS_PER_DAY
from model.wording import counted, duration, durations, probability

_OPTIONS = {
    PurchaseOption.CAPACITY_BLOCK: "Capacity Blocks",
    PurchaseOption.ON_DEMAND: "on-demand",
    PurchaseOption.SPOT: "spot",
    PurchaseOption.CONTRACT: "your contract",
    PurchaseOption.OWNED: "your own servers",
    PurchaseOption.RESERVED_1Y: "one-year reservations",
    PurchaseOption.RESERVED_3Y: "three-year reservations",
    PurchaseOption.SAVINGS_PLAN_1Y: "a one-year Savings Plan",
    PurchaseOption.SAVINGS_PLAN_3Y: "a three-year Savings Plan",
}


def option_in_words(option: str) -> str:
    """An option within a sentence."""
    return _OPTIONS[PurchaseOption(option)]


def mix_in_words(plan: Plan, on: str = "") -> str:
    """The options of a plan in their order, e.g. `Capacity Blocks, then on-demand if need be`.

    Args:
        plan: the plan.
        on: what they are bought of; named after the first.
    """
    first = option_in_words(plan.first.name)
    if plan.beside_price is not None and plan.first.name == PurchaseOption.CAPACITY_BLOCK:
        first = f"{first} beside {option_in_words(plan.beside_price.purchase_option)}"
    first += f" on {on}" if on else ""
    if plan.then is None or (not plan.planned and plan.over == 0):
        return first
    if plan.then.name == plan.first.name:
        return f"{first}, extended if need be"
    after = option_in_words(plan.then.name)
    return f"{first}, then {after}" + ("" if plan.planned else " if need be")


def day_in_words(day: float, scenario: Scenario) -> str:
    """A day of the run as a date where the start is known, else counted."""
    if scenario.start is None:
        return f"hour {day * HOURS_PER_DAY:.1f}" if 0 < day < 1 else f"day {day:.0f}"
    return f"{scenario.start + timedelta(days=round(day)):%d %b %Y}"


def done_in_words(plan: Plan, scenario: Scenario) -> str:
    """When a plan is done, with its 80 % range: dates where the start is known."""
    finish = plan.finish
    if scenario.start is None:
        return f"after {duration(finish.median)} ({durations(finish)})"
    ends = [day_in_words(day, scenario) for day in (finish.low, finish.high)]
    return f"on {day_in_words(finish.median, scenario)} ({ends[0]} to {ends[1]})"


def plan_sentence(found: PurchasePlan) -> Sentence:
    """The cheapest purchase, or why there is none."""
    best, scenario = found.best, found.scenario
    if best is None:
        return _nothing(found)
    name = best.instance.accelerator.name
    what = mix_in_words(best, name)
    what = f"{what[:1].upper()}{what[1:]}"
    if scenario.deadline_days is None:
        headline = f"{what}: the cheapest way to buy this run"
    elif sure_enough(best, scenario):
        headline = f"{what}: the cheapest way to be done in {_deadline(scenario)}"
    else:
        headline = f"Nothing sold here is done in {_deadline(scenario)} as surely as you ask"
    return Sentence(headline, _detail(best, scenario) + _others(found))


def _nothing(found: PurchasePlan) -> Sentence:
    """Why no platform has a plan, and what to change."""
    why = reasons_in_words([(p.instance, p.reason) for p in found.platforms])
    change = " ".join(dict.fromkeys(p.remedy for p in found.platforms))
    runs = any(p.runs for p in found.platforms)
    lacks = "can be bought for this run here" if runs else "can run this scenario"
    return Sentence(f"None of these platforms {lacks}", f"{why} {change}")


def _detail(plan: Plan, scenario: Scenario) -> str:
    name = f"{plan.instance.accelerator.name} ({plan.instance.instance_type})"
    said = (
        f"{counted(plan.instances, 'instance')} of {name}: "
        f"{money_in_words(plan.expected_usd, scenario)} expected "
        f"({money_range_in_words(plan.usd, scenario)}), done {done_in_words(plan, scenario)}."
    )
    if plan.in_time is not None:
        said += f" Probability to be in time: {probability(plan.in_time)}"
        wish = f", you asked for {scenario.sure_percent} %"
        said += "." if sure_enough(plan, scenario) else f"{wish}."
    if plan.then is not None and not plan.planned and plan.over > 0:
        said += f" Probability that it overruns its blocks: {probability(plan.over)}."
    return said


def _others(found: PurchasePlan) -> str:
    """The best of the other family."""
    best = found.best
    assert best is not None
    own = best.instance.accelerator.family
    for other in found.platforms:
        plan = other.best
        if plan is None or other.instance.accelerator.family == own:
            continue
        name = other.instance.accelerator.name
        late = "" if sure_enough(plan, found.scenario) else f", less surely in time{_full(plan)}"
        return (
            f" The best on {name}: {mix_in_words(plan)}, "
            f"{money_in_words(plan.expected_usd, found.scenario)} expected, done "
            f"{done_in_words(plan, found.scenario)}{late}."
        )
    return ""


def _full(plan: Plan) -> str:
    """Why a late plan is on no larger cluster, where blocks hold no more."""
    if plan.first.name != PurchaseOption.CAPACITY_BLOCK or plan.beside_price is not None:
        return ""
    most = most_in_blocks()
    return f": blocks hold no more than {most} instances" if plan.instances >= most else ""


def _deadline(scenario: Scenario) -> str:
    return counted(scenario.deadline_days or 0, "day")
