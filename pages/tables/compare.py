"""Rows of the chart and the table of Compare, from an answer of the model. Nothing is drawn."""

from __future__ import annotations

from model.comparison import Comparison, PlatformAnswer
from model.comparison.amount import amounts
from model.comparison.unit_words import UNIT_WORDS, in_words, range_in_words
from model.scenario import Scenario
from model.uncertainty import LogNormal
from model.units import HOURS_PER_DAY
from model.wording import DASH, count, counted, days_in_words, duration
from pages.shared import labels
from pages.tables.markdown import NARROW, escaped, markdown
from pages.tables.platforms import bold_name, family_name, short_name

UNKNOWN = DASH


def cost_rows(comparison: Comparison) -> list[dict[str, str | float]]:
    """The data of the cost chart: platforms with an amount in the unit, the least first."""
    rows: list[dict[str, str | float]] = []
    for order, (answer, amount) in enumerate(amounts(comparison)):
        interval = amount.interval()
        span = range_in_words(interval, comparison.scenario.unit)
        rows.append(
            {
                "platform": f"{short_name(answer.instance)}|{_finish(answer, comparison)}",
                "family": family_name(answer.instance),
                "order": order,
                "low": interval.low,
                "median": interval.median,
                "high": interval.high,
                "range": span,
                "tip": f"{in_words(interval.median, comparison.scenario.unit)}, {span}",
            }
        )
    return rows


def cost_in_words(comparison: Comparison) -> str:
    """What the cost chart shows, for people who do not see it."""
    unit = comparison.scenario.unit
    said = [
        f"{short_name(answer.instance)} {range_in_words(amount.interval(), unit)}"
        for answer, amount in amounts(comparison)
    ]
    return f"{UNIT_WORDS[unit].axis}, 80 % range, least first: " + "; ".join(said)


def answer_table(comparison: Comparison) -> str:
    """One row a platform, the least first, as a Markdown table narrow enough for a phone.

    Platforms without an amount come last, with dashes; `notes` says why.
    """
    unit = comparison.scenario.unit
    known = amounts(comparison)
    found = {answer.instance.instance_type: amount for answer, amount in known}
    without = [a for a in comparison.platforms if a.instance.instance_type not in found]
    scale, noun = _time_unit(comparison)
    columns = (f"{UNIT_WORDS[unit].short}, 80 % range", noun, "MFU")
    rows = []
    for answer in [*(a for a, _ in known), *without]:
        amount = found.get(answer.instance.instance_type)
        texts = _figures(answer, amount, comparison.scenario, scale)
        name = bold_name(answer.instance)
        rows.append(
            {"Platform": name, **dict(zip(map(escaped, columns), map(escaped, texts), strict=True))}
        )
    return markdown(rows, right=[escaped(name) for name in columns])


def _figures(
    answer: PlatformAnswer, amount: LogNormal | None, scenario: Scenario, scale: float
) -> tuple[str, str, str]:
    """Range of the amount, time as so many to the day, MFU."""
    unit = scenario.unit
    span = range_in_words(amount.interval(), unit) if amount else UNKNOWN
    if answer.plan is None:
        return span, UNKNOWN, UNKNOWN
    days = answer.plan.days.interval()
    low, high = days_in_words(days.low * scale), days_in_words(days.high * scale)
    both = low if low == high else f"{low}{DASH}{high}"
    return span, both, f"{answer.plan.step.mfu * 100:.0f}{NARROW}%"


def _time_unit(comparison: Comparison) -> tuple[float, str]:
    """What the column of times counts, and how many make a day: hours where no run takes a day."""
    days = [answer.plan.days.median for answer in comparison.platforms if answer.plan]
    return (HOURS_PER_DAY, "Hours") if days and max(days) < 1 else (1.0, "Days")


def notes(comparison: Comparison) -> str:
    """Why a platform has no figure, and what a buyer would run into, as a Markdown list."""
    found = {answer.instance.instance_type for answer, _ in amounts(comparison)}
    lines: dict[str, list[str]] = {}
    for answer in comparison.platforms:
        texts = [answer.reason, *answer.caveats]
        if answer.cost_usd and answer.instance.instance_type not in found:
            texts.insert(0, "the chip's power or the region's grid is not published")
        for text in filter(None, texts):
            lines.setdefault(text, []).append(short_name(answer.instance))
    return "\n".join(
        f"- **{escaped(', '.join(names))}**: {escaped(text[0].lower() + text[1:])}"
        if not text[0].isupper() or text.startswith("Not sold")
        else f"- **{escaped(', '.join(names))}**: {escaped(text)}"
        for text, names in lines.items()
    )


def _finish(answer: PlatformAnswer, comparison: Comparison) -> str:
    """When the run is expected to be done, e.g. `64 instances, 115 of 120 days`."""
    if answer.plan is None:
        return ""
    instances, days = answer.plan.instances, answer.plan.days.median
    deadline = comparison.scenario.deadline_days
    if deadline is None:
        return f"{instances:,} inst., {duration(days)}"
    spent = duration(days) if days < 1 else days_in_words(days)
    return f"{instances:,} inst., {spent} of {counted(deadline, 'day')}"


def subject(scenario: Scenario) -> str:
    """What is trained, in a few words, e.g. `Llama 3.1 70B, pre-train on 15T tokens in BF16`."""
    return (
        f"{labels.model(scenario.model)}, {labels.task_in_sentence(scenario.task)} on "
        f"{count(scenario.tokens)} tokens in {labels.precision(scenario.precision)}"
    )
