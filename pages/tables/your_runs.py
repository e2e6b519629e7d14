"""Rows of the page Your runs."""

from __future__ import annotations

from model.hardware import Instance, instances
from model.run_log.effect import Effect
from model.run_log.measure import Measured
from model.run_log.read import RunLog
from model.run_log.words import half_width
from model.wording import DASH, MINUS, layout_in_words, percent, significant, usd_range
from pages.tables.markdown import escaped, markdown
from pages.tables.platforms import family_name, short_name


def points(log: RunLog, instance: Instance) -> list[dict[str, object]]:
    """The data of the chart: a point a step, the median beside each."""
    family = family_name(instance)
    return [
        {
            "order": number,
            "value": value,
            "median": log.steady.median,
            "family": family,
            "words": f"{value:,.4g} {log.quantity}",
        }
        for number, value in enumerate(log.values, start=1)
    ]


def measured_table(found: Measured) -> str:
    """What was measured, predicted and concluded, as a Markdown table."""
    rows = {
        "Measured": f"{_rate(found.measured)} tokens/s per accelerator",
        "Predicted, best case on paper": f"{_rate(found.predicted)} tokens/s per accelerator",
        "Measured over predicted": percent(found.measured / found.predicted),
        "Layout the prediction is for": layout_in_words(found.layout)
        + (" (the best one found)" if found.searched else " (what you gave, the rest searched)"),
        "Uncertainty of the measurement": _spread(found.noise),
        "Uncertainty for another run": _spread(found.transfer),
        "80 % range of throughput before": half_width(found.before),
        "80 % range of throughput after": half_width(found.after),
        "What moves the prediction": _moved(found.shift),
    }
    return markdown([{"": name, "Your log": escaped(text)} for name, text in rows.items()])


def effect_table(found: Effect) -> str:
    """Cost of the measured platforms without and with the logs."""
    rows = []
    for platform in found.platforms:
        before, after = platform.before, platform.after
        instance = instances()[platform.anchor.instance_type]
        costs = [
            usd_range(answer.cost_usd.interval()) if answer and answer.cost_usd else DASH
            for answer in (before, after)
        ]
        rows.append(
            {
                "Platform": escaped(short_name(instance)),
                "Measured over predicted": percent(platform.anchor.factor),
                "Sure to": f"± {percent(platform.anchor.log_sigma * 1.2816)}",
                "Cost without the log": escaped(costs[0]),
                "Cost with it": escaped(costs[1]),
            }
        )
    return markdown(rows)


def _rate(value: float) -> str:
    return f"{significant(value, 3):,.0f}" if value >= 100 else f"{value:,.3g}"


def _spread(log_sigma: float) -> str:
    return f"80 % range {half_width(log_sigma)}"


def _moved(shift: float) -> str:
    sign = "+" if shift >= 1 else MINUS
    return f"{sign}{percent(shift - 1)} throughput for this platform on every page"
