"""Rows of the Budget page. Nothing is drawn here."""

from __future__ import annotations

from typing import Any

from model.budget import Budget, Fleet, Outcome
from model.budget.scaling_law import coefficients
from model.comparison.unit_words import UNIT_WORDS, in_words
from model.run import RunPlan
from model.scenario import Scenario
from model.scenario.budget_inputs import BudgetGoal
from model.uncertainty import Interval
from model.unit import Unit
from model.wording import DASH, count, counted, duration, durations, significant, usd
from pages.shared import labels
from pages.tables.markdown import escaped, markdown, without_empty
from pages.tables.platforms import bold_name, family_name, short_name

CHART = {
    BudgetGoal.MOST_TOKENS: "bought_tokens",
    BudgetGoal.LARGEST_MODEL: "bought_parameters",
    BudgetGoal.LOWEST_LOSS: "bought_loss",
}


def subject(scenario: Scenario) -> str:
    """What the budget is for, in a few words, e.g. `Pre-train in BF16`."""
    return f"{labels.task(scenario.task)} in {labels.precision(scenario.precision)}"


def chart_rows(found: Budget) -> list[dict[str, Any]]:
    """The data of the chart: platforms that the budget buys something on, the best first."""
    goal = found.comparison.scenario.budget_goal
    rows: list[dict[str, Any]] = []
    for order, outcome in enumerate(found.outcomes):
        span = _amount(goal, outcome)
        if span is None or outcome.run is None:
            continue
        plan = outcome.run.plan
        on = f"{plan.instances:,} inst., {duration(plan.days.median)}"
        text = _range(goal, span)
        rows.append(
            {
                "platform": f"{short_name(outcome.instance)}|{on}",
                "family": family_name(outcome.instance),
                "order": order,
                "low": span.low,
                "median": span.median,
                "high": span.high,
                "text": text,
                "words": f"{text} on {on}",
            }
        )
    return rows


def chart_in_words(found: Budget) -> str:
    """What the chart shows, for people who do not see it."""
    rows = [f"{row['platform'].split('|')[0]} {row['text']}" for row in chart_rows(found)]
    return "What the budget buys, 80 % range, the best first: " + "; ".join(rows)


def outcome_table(found: Budget) -> str:
    """One row a platform, the best first, those that the budget buys nothing on last."""
    rows = [_outcome(outcome) for outcome in found.outcomes]
    if found.comparison.scenario.budget_goal is BudgetGoal.MOST_TOKENS:
        # The model is the form's own on every platform.
        rows = [{name: text for name, text in row.items() if name != "Parameters"} for row in rows]
    return markdown(without_empty(rows))


def _outcome(outcome: Outcome) -> dict[str, str]:
    run = outcome.run
    if run is None or outcome.tokens is None or outcome.size is None:
        texts = dict.fromkeys(_COLUMNS, DASH)
    else:
        plan, size = run.plan, count(significant(outcome.parameters, 3))
        spread = outcome.size.log_sigma > 0
        values = (
            _range(BudgetGoal.LARGEST_MODEL, outcome.size.interval()) if spread else size,
            _range(BudgetGoal.MOST_TOKENS, outcome.tokens.interval()),
            _range(BudgetGoal.LOWEST_LOSS, outcome.loss) if outcome.loss else DASH,
            usd(run.cost_usd),
            f"{counted(plan.instances, 'instance')}, {duration(plan.days.median)}",
            f"{plan.step.mfu * 100:.0f} %",
        )
        texts = dict(zip(_COLUMNS, values, strict=True))
    runs = outcome.runs.interval() if outcome.runs else None
    texts |= {
        "Runs of this scenario": _few(runs) if runs else DASH,
        "Remarks": outcome.reason or outcome.limit or outcome.left or DASH,
    }
    return {"Platform": bold_name(outcome.instance), **{k: escaped(v) for k, v in texts.items()}}


_COLUMNS = ("Parameters", "Tokens", "Predicted loss", "Training cost", "Cluster", "MFU")


def fleet_table(fleets: tuple[Fleet, ...], unit: Unit) -> str:
    """The smallest cluster in time on each platform, what its run takes in the scenario's unit."""
    return markdown(without_empty([_fleet(fleet, unit) for fleet in fleets]))


def _fleet(fleet: Fleet, unit: Unit) -> dict[str, str]:
    plan, usual = fleet.smallest, fleet.cheapest
    texts = {
        "Smallest cluster": _cluster(plan) if plan else DASH,
        "Time, 80 % range": durations(plan.days.interval()) if plan else DASH,
        UNIT_WORDS[unit].short: in_words(fleet.amount, unit) if fleet.amount else DASH,
        "Cheapest cluster": counted(usual.instances, "instance") if usual else DASH,
        "Remarks": fleet.reason or DASH,
    }
    told = {escaped(name): escaped(text) for name, text in texts.items()}
    return {"Platform": bold_name(fleet.instance), **told}


def _cluster(plan: RunPlan) -> str:
    return f"{counted(plan.instances, 'instance')}, {counted(plan.accelerators, 'chip')}"


def law_table() -> str:
    """The coefficients of the loss law with their intervals and source."""
    return _table(
        [
            {
                "Coefficient": name,
                "Value": f"{c.value:g}",
                "95 % interval": f"{c.low:g} to {c.high:g}",
                "Source": f"{c.source} ({c.as_of})",
            }
            for name, c in coefficients().items()
        ]
    )


def _amount(goal: BudgetGoal, outcome: Outcome) -> Interval | None:
    if goal is BudgetGoal.LOWEST_LOSS:
        return outcome.loss
    amount = outcome.tokens if goal is BudgetGoal.MOST_TOKENS else outcome.size
    return amount.interval() if amount else None


def _range(goal: BudgetGoal, span: Interval) -> str:
    if goal is BudgetGoal.LOWEST_LOSS:
        return f"{span.low:.2f}{DASH}{span.high:.2f}"
    return f"{count(significant(span.low))}{DASH}{count(significant(span.high))}"


def _few(runs: Interval) -> str:
    if runs.high < 0.01:
        return "under 0.01"
    return f"{significant(runs.low):,.10g}{DASH}{significant(runs.high):,.10g}"


def _table(rows: list[dict[str, str]]) -> str:
    return markdown([{name: escaped(text) for name, text in row.items()} for row in rows])
