"""Frames for the chart and the table of Compare, from an answer of the model. Nothing is drawn."""

from __future__ import annotations

from datetime import date

from model.comparison import Comparison, PlatformAnswer
from model.run import RunPlan
from model.scenario import Scenario
from model.wording import (
    DASH,
    count,
    electricity,
    layout_in_words,
    mass,
    percent,
    significant,
    usd,
    usd_range,
)
from pages.shared import labels
from pages.tables.markdown import escaped, markdown
from pages.tables.platforms import age_in_words, family_name, short_name

GIB = 2**30
UNKNOWN = DASH


def cost_rows(comparison: Comparison) -> list[dict[str, str | float]]:
    """The data of the cost chart: platforms with a cost, cheapest first."""
    rows: list[dict[str, str | float]] = []
    for order, answer in enumerate(a for a in comparison.platforms if a.cost_usd):
        assert answer.cost_usd is not None
        interval = answer.cost_usd.interval()
        rows.append(
            {
                "platform": f"{short_name(answer.instance)}|{_finish(answer, comparison)}",
                "family": family_name(answer.instance),
                "order": order,
                "low": interval.low,
                "median": interval.median,
                "high": interval.high,
                "range": usd_range(interval),
            }
        )
    return rows


def answer_table(comparison: Comparison, today: date) -> str:
    """One column a platform, cheapest first, as a Markdown table of texts rounded to what is known.

    A platform without a cost stays, with the reason.
    """
    columns = [_column(answer, today) for answer in comparison.platforms]
    rows = [
        {"Platform": f"**{name}**", **{c["Platform"]: c[name] for c in columns}}
        for name in columns[0]
    ]
    return markdown([row for row in rows if row["Platform"] != "**Platform**"])


def _column(answer: PlatformAnswer, today: date) -> dict[str, str]:
    cost, per_token = answer.cost_usd, answer.usd_per_million_tokens
    texts = {
        "Platform": short_name(answer.instance),
        "Cost, 80 % range": usd_range(cost.interval()) if cost else UNKNOWN,
        "Expected cost": usd(cost.median) if cost else UNKNOWN,
        "Spent on": _spent_on(answer),
        "Cost per million tokens": usd_range(per_token.interval()) if per_token else UNKNOWN,
        **_plan_texts(answer.plan),
        "Electricity and carbon": _energy(answer),
        "Price": _price(answer),
        "Price source and age": _price_source(answer, today),
        "Remarks": ". ".join(filter(None, (answer.reason, *answer.caveats))) or UNKNOWN,
    }
    return {name: escaped(text) for name, text in texts.items()}


def _plan_texts(plan: RunPlan | None) -> dict[str, str]:
    if plan is None:
        names = ("Days, 80 % range", "Cluster", "MFU", "Layout", "Memory per accelerator")
        return dict.fromkeys(names, UNKNOWN)
    days = plan.days.interval()
    used, capacity = plan.step.memory.total_bytes / GIB, plan.step.memory.capacity_bytes / GIB
    return {
        "Days, 80 % range": f"{_days(days.low)}{DASH}{_days(days.high)}",
        "Cluster": f"{plan.instances:,} instances, {plan.accelerators:,} chips",
        "MFU": f"{plan.step.mfu * 100:.0f} %",
        "Layout": layout_in_words(plan.step.layout),
        "Memory per accelerator": f"fits: {used:.0f} of {capacity:.0f} GiB",
    }


def _days(days: float) -> str:
    return f"{significant(days):,.0f}" if days >= 10 else f"{significant(days):,.2g}"


def _spent_on(answer: PlatformAnswer) -> str:
    total = sum(answer.cost_parts_usd.values())
    shares = [
        f"{percent(part / total)} {name}" for name, part in answer.cost_parts_usd.items() if part
    ]
    return ", ".join(shares) or UNKNOWN


def _energy(answer: PlatformAnswer) -> str:
    energy = answer.energy
    if energy is None:
        return UNKNOWN
    carbon = "" if energy.kg_co2e is None else f", {mass(energy.kg_co2e)} CO2e"
    return f"{electricity(energy.kwh)}{carbon}"


def _price(answer: PlatformAnswer) -> str:
    price = answer.price
    if price is None:
        return "not sold this way here"
    return f"${price.usd_per_hour:,.2f}/h"


def _price_source(answer: PlatformAnswer, today: date) -> str:
    price = answer.price
    if price is None:
        return UNKNOWN
    return f"{price.source}, {price.as_of:%d %b %Y} ({age_in_words(price.as_of, today)})"


def _finish(answer: PlatformAnswer, comparison: Comparison) -> str:
    """When the run is expected to be done, e.g. `64 instances, 115 of 120 days`."""
    if answer.plan is None:
        return ""
    count, days = answer.plan.instances, _days(answer.plan.days.median)
    deadline = comparison.scenario.deadline_days
    return (
        f"{count:,} inst., {days} of {deadline} days"
        if deadline
        else f"{count:,} inst., {days} days"
    )


def subject(scenario: Scenario) -> str:
    """What is trained, in a few words, e.g. `Llama 3.1 70B, pre-train on 15T tokens in BF16`."""
    return (
        f"{labels.model(scenario.model)}, {labels.task(scenario.task).lower()} on "
        f"{count(scenario.tokens)} tokens in {labels.precision(scenario.precision)}"
    )


def cost_in_words(comparison: Comparison) -> str:
    """What the cost chart shows, for people who do not see it."""
    costs = [
        f"{short_name(a.instance)} {usd_range(a.cost_usd.interval())}"
        for a in comparison.platforms
        if a.cost_usd
    ]
    return "Cost of the whole run, 80 % range, cheapest first: " + "; ".join(costs)
