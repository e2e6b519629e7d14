"""The purchase plan in words."""

from __future__ import annotations

from datetime import timedelta

from model.comparison.sentence import Sentence
from model.purchase_option import PurchaseOption
from model.purchase_plan.plan import Plan, PurchasePlan, sure_enough
from model.scenario import Scenario
from model.wording import DASH, probability, usd, usd_range

_OPTIONS = {
    PurchaseOption.CAPACITY_BLOCK: "Capacity Blocks",
    PurchaseOption.ON_DEMAND: "on-demand",
    PurchaseOption.SPOT: "spot",
    PurchaseOption.CONTRACT: "your contract",
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
        return f"day {day:.0f}"
    return f"{scenario.start + timedelta(days=round(day)):%d %b %Y}"


def plan_sentence(found: PurchasePlan) -> Sentence:
    """The cheapest purchase, or why there is none."""
    best, scenario = found.best, found.scenario
    if best is None:
        reasons = "; ".join(
            f"{p.instance.accelerator.name} ({p.instance.instance_type}): {p.reason}"
            for p in found.platforms[:4]
        )
        return Sentence(
            "None of these platforms can be bought for this run here",
            f"{reasons}. Choose another region or platform in the form, or give a price of your "
            "own on the Prices page.",
        )
    name = best.instance.accelerator.name
    what = mix_in_words(best, name)
    what = f"{what[:1].upper()}{what[1:]}"
    if scenario.deadline_days is None:
        headline = f"{what}: the cheapest way to buy this run"
    elif sure_enough(best, scenario):
        headline = f"{what}: the cheapest way to be done in {scenario.deadline_days} days"
    else:
        headline = (
            f"Nothing sold here is done in {scenario.deadline_days} days as surely as you ask"
        )
    return Sentence(headline, _detail(best, scenario) + _others(found))


def _detail(plan: Plan, scenario: Scenario) -> str:
    name = f"{plan.instance.accelerator.name} ({plan.instance.instance_type})"
    start, end = plan.finish.low, plan.finish.high
    span = f"{start:.0f}{DASH}{end:.0f} days" if scenario.start is None else (
        f"{day_in_words(start, scenario)} to {day_in_words(end, scenario)}"
    )  # fmt: skip
    said = (
        f"{plan.instances:,} instances of {name}: {usd(plan.expected_usd)} expected "
        f"({usd_range(plan.usd)}), done on {day_in_words(plan.finish.median, scenario)} ({span})."
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
        late = "" if sure_enough(plan, found.scenario) else ", less surely in time"
        return (
            f" The best on {name}: {mix_in_words(plan)}, {usd(plan.expected_usd)} expected, done "
            f"on {day_in_words(plan.finish.median, found.scenario)}{late}."
        )
    return ""
