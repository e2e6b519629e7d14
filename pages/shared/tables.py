"""Frames for the charts and tables of the pages, from an answer of the model. Nothing is drawn."""

from __future__ import annotations

from datetime import date

import pandas as pd

from model.comparison import Comparison, PlatformAnswer
from model.hardware import Instance
from model.run import RunPlan
from model.scenario import Scenario
from model.wording import DASH, count, significant, usd, usd_range
from pages.shared import labels

GIB = 2**30
STALE_DAYS = 45
UNKNOWN = DASH


def cost_frame(comparison: Comparison) -> pd.DataFrame:
    """The data of the cost chart: platforms with a cost, cheapest first."""
    rows = []
    for order, answer in enumerate(a for a in comparison.platforms if a.cost_usd):
        assert answer.cost_usd is not None
        interval = answer.cost_usd.interval()
        rows.append(
            {
                "platform": short_name(answer.instance),
                "family": family_name(answer.instance),
                "order": order,
                "low": interval.low,
                "median": interval.median,
                "high": interval.high,
                "range": usd_range(interval),
            }
        )
    return pd.DataFrame(rows)


def answer_frame(comparison: Comparison, today: date) -> pd.DataFrame:
    """One row a platform, as text rounded to what is known; the reason where there is no cost."""
    rows = [_row(answer, today) for answer in comparison.platforms]
    return pd.DataFrame(rows).set_index("Platform")


def short_name(instance: Instance) -> str:
    """Accelerator and instance type, short enough for an axis."""
    return f"{instance.accelerator.name} · {instance.instance_type}"


def family_name(instance: Instance) -> str:
    """The family as people write it."""
    return {"nvidia": "NVIDIA", "trainium": "Trainium"}[instance.accelerator.family]


def age_in_words(as_of: date, today: date) -> str:
    """How old a price is, marked when it is stale."""
    days = max(0, (today - as_of).days)
    return f"{days} days old, stale" if days > STALE_DAYS else f"{days} days old"


def _row(answer: PlatformAnswer, today: date) -> dict[str, str]:
    return {
        "Platform": short_name(answer.instance),
        "Cost, 80 % range": usd_range(answer.cost_usd.interval()) if answer.cost_usd else UNKNOWN,
        "Expected cost": usd(answer.cost_usd.median) if answer.cost_usd else UNKNOWN,
        "$/M tokens": (
            usd_range(answer.usd_per_million_tokens.interval())
            if answer.usd_per_million_tokens
            else UNKNOWN
        ),
        **_plan_columns(answer.plan),
        "Price per instance": _price(answer),
        "Price source and age": _price_source(answer, today),
        "Remarks": "; ".join(filter(None, (answer.reason, *answer.caveats))),
    }


def _plan_columns(plan: RunPlan | None) -> dict[str, str]:
    if plan is None:
        names = ("Days", "Instances", "MFU", "Layout", "Memory per accelerator")
        return {**dict.fromkeys(names, UNKNOWN), "Memory per accelerator": "does not fit or run"}
    days = plan.days.interval()
    used, capacity = plan.memory_bytes / GIB, plan.memory_capacity_bytes / GIB
    return {
        "Days": f"{_days(days.low)}{DASH}{_days(days.high)}",
        "Instances": f"{plan.instances:,}",
        "MFU": f"{plan.mfu * 100:.0f} %",
        "Layout": plan.layout_text,
        "Memory per accelerator": f"fits: {used:.0f} of {capacity:.0f} GiB",
    }


def _days(days: float) -> str:
    return f"{significant(days):,.0f}" if days >= 10 else f"{significant(days):,.2g}"


def _price(answer: PlatformAnswer) -> str:
    price = answer.price
    if price is None:
        return "not sold this way here"
    return f"{usd(price.usd_per_hour, 4)}/h"


def _price_source(answer: PlatformAnswer, today: date) -> str:
    price = answer.price
    if price is None:
        return UNKNOWN
    return f"{price.source}, {price.as_of:%d %b %Y} ({age_in_words(price.as_of, today)})"


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
