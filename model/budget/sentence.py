"""What a budget trains, in one sentence."""

from __future__ import annotations

from model.architecture import presets
from model.budget.budget import NO_LAW, Budget, Outcome
from model.budget.fleet import savings
from model.comparison.reasons import reasons_in_words
from model.comparison.sentence import Sentence
from model.scenario import Scenario
from model.scenario.budget_inputs import BudgetGoal, TokenChoice
from model.uncertainty import Interval
from model.wording import count, counted, duration, listed, significant, usd

# So many platforms are named in a headline.
FEW = 4


def budget_sentence(found: Budget) -> Sentence:
    """The answer of Budget, or why the budget buys nothing and what to change."""
    asked = found.comparison.scenario
    able = [o for o in found.outcomes if o.run is not None]
    money = usd(asked.budget_usd, 2)
    if not able:
        reasons = reasons_in_words([(o.instance, o.reason) for o in found.outcomes])
        change = " ".join(dict.fromkeys(o.remedy for o in found.outcomes))
        if any(o.reason == NO_LAW for o in found.outcomes):
            return Sentence("No law foretells the loss of fine-tuning", f"{reasons} {change}")
        return Sentence(f"{money} trains nothing on these platforms", f"{reasons} {change}")
    best = able[0]
    headline = f"{money} {_headline(asked, best)} on {_name(best)}"
    if alike := _alike(asked, able):
        names = list(dict.fromkeys(_name(outcome) for outcome in able))
        where = listed(names) if len(names) <= FEW else "every platform that can run it"
        headline = f"{money} goes about as far on {where}"
    family = best.instance.accelerator.family
    other = next((o for o in able if o.instance.accelerator.family != family), None)
    parts = [
        _how(asked, best),
        _other(asked, other),
        alike,
        _limits(able),
        _beside_the_run(found),
    ]
    return Sentence(headline, " ".join(part for part in parts if part))


def savings_sentence(found: Budget) -> str:
    """How many models the cheaper family trains for the cost of one, in words."""
    more = savings(found.comparison)
    if more is None:
        return "Without a cost on both sides there is nothing to save."
    span, dearer = more.models, more.dearer.accelerator.name
    low, high = (f"{significant(100 * runs):,.0f}" for runs in (span.low, span.high))
    expected = significant(100 * span.median, 3)
    return (
        f"For the cost of 100 runs of this scenario on {dearer}, {more.cheaper.accelerator.name} "
        f"trains {low} to {high} of them (80 % range): {expected:,.0f} are expected, "
        f"{expected - 100:,.0f} additional models."
    )


def _headline(asked: Scenario, best: Outcome) -> str:
    assert best.tokens is not None
    assert best.size is not None
    if asked.budget_goal is BudgetGoal.MOST_TOKENS:
        return f"trains {_model(asked)} on {_span(best.tokens.interval())} tokens"
    if asked.budget_goal is BudgetGoal.LARGEST_MODEL:
        return f"trains a model of {_span(best.size.interval())} parameters"
    return f"goes furthest with {_span(best.size.interval())} parameters"


def _how(asked: Scenario, best: Outcome) -> str:
    assert best.run is not None
    assert best.tokens is not None
    plan = best.run.plan
    where = f"{counted(plan.instances, 'instance')} for {duration(plan.days.median)}"
    if asked.budget_goal is BudgetGoal.MOST_TOKENS:
        return f"That takes {where}; the range is the 80 % range of the model's error."
    ratio = best.tokens.median / best.parameters
    trained = f"{_span(best.tokens.interval())} tokens, {significant(ratio):,.0f} per parameter"
    if asked.budget_goal is BudgetGoal.LARGEST_MODEL:
        return f"It trains on {trained}, on {where}."
    serving = ""
    if asked.token_choice is TokenChoice.LIFETIME and best.serving_usd:
        served = count(asked.served_billion_tokens * 1e9)
        serving = f" {usd(best.serving_usd, 2)} are kept to serve {served} tokens."
    assert best.size is not None
    size = _span(best.size.interval())
    return f"{_name(best)}: {size} parameters on {trained}, on {where}.{serving} {_loss(best)}"


def _loss(outcome: Outcome) -> str:
    assert outcome.loss is not None
    return f"Predicted loss: {outcome.loss.low:.2f} to {outcome.loss.high:.2f}."


def _other(asked: Scenario, other: Outcome | None) -> str:
    """What the best platform of the other family gets."""
    if other is None or other.tokens is None or other.size is None:
        return ""
    if asked.budget_goal is BudgetGoal.MOST_TOKENS:
        return f"{_name(other)} reaches {_span(other.tokens.interval())} tokens."
    if asked.budget_goal is BudgetGoal.LARGEST_MODEL:
        return f"{_name(other)} reaches {_span(other.size.interval())} parameters."
    size = _span(other.size.interval())
    tokens = _span(other.tokens.interval())
    return f"{_name(other)}: {size} parameters on {tokens} tokens. {_loss(other)}"


def _alike(asked: Scenario, able: list[Outcome]) -> str:
    """That the platforms cannot be told apart by their losses; empty where they can."""
    if asked.budget_goal is not BudgetGoal.LOWEST_LOSS or len(able) < 2:
        return ""
    first, last = able[0].loss, able[-1].loss
    if first is None or last is None or last.median > first.high:
        return ""
    return "The platforms' losses lie closer together than the law can tell."


def _limits(able: list[Outcome]) -> str:
    stopped = listed([_name(o) for o in able if o.limit])
    if not stopped:
        return ""
    return f"On {stopped} something else stops it before the money does: see the table."


def _beside_the_run(found: Budget) -> str:
    """What this page answers where the scenario's own run cannot be done."""
    asked = found.comparison.scenario
    if any(answer.plan for answer in found.comparison.platforms):
        return ""
    bound = (
        f"in {counted(asked.deadline_days, 'day')}"
        if asked.deadline_days
        else f"on {counted(asked.instances or 0, 'instance')}"
    )
    return (
        f"The scenario's own {count(asked.tokens)} tokens cannot be trained {bound} (see Compare): "
        "this is what can."
    )


def _model(asked: Scenario) -> str:
    known = presets()
    return known[asked.model].name if asked.model in known else "your model"


def _span(interval: Interval) -> str:
    low, high = count(significant(interval.low)), count(significant(interval.high))
    return low if low == high else f"{low} to {high}"


def _name(outcome: Outcome) -> str:
    return outcome.instance.accelerator.name
