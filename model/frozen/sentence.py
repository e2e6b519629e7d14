"""A frozen answer and today's in one sentence, and what changed between them."""

from __future__ import annotations

from dataclasses import dataclass

from model.comparison.sentence import sentence as today_sentence
from model.frozen.answer import CENTS, FrozenAnswer
from model.frozen.drift import Drift
from model.hardware import instances
from model.wording import MINUS, percent, probability


@dataclass(frozen=True, slots=True)
class Sentence:
    """The two answers in words.

    Attributes:
        headline: who was the cheaper one and who is.
        quoted: the answer of then.
        today: today's answer.
        changed: what of its inputs is not as it was.
    """

    headline: str
    quoted: str
    today: str
    changed: str


def sentence(drift: Drift) -> Sentence:
    """Who was cheaper then and who is today, to the cent, and what is not as it was."""
    then, now = _then_winner(drift.frozen), _now_winner(drift)
    day = f"{drift.frozen.quoted_on:%d %b %Y}"
    if then is None or now is None:
        headline = f"As quoted on {day}, and today"
    elif then == now:
        headline = f"{_name(then)} was the cheaper one on {day} and still is"
    else:
        headline = f"{_name(then)} was the cheaper one on {day}; today it is {_name(now)}"
    today = today_sentence(drift.today).detail
    return Sentence(headline, _quoted(drift.frozen), today, what_changed(drift))


def frozen_sentence(frozen: FrozenAnswer) -> tuple[str, str]:
    """A frozen answer alone: who was the cheaper one, and the costs to the cent."""
    winner, day = _then_winner(frozen), f"{frozen.quoted_on:%d %b %Y}"
    headline = f"{_name(winner)} was the cheaper one on {day}" if winner else f"As quoted on {day}"
    return headline, _quoted(frozen)


def what_changed(drift: Drift) -> str:
    """What of the frozen answer's inputs is not as it was, e.g. `Changed since: price.`."""
    if not drift.changed:
        return "Nothing it rests on has changed since."
    return f"Changed since: {', '.join(drift.changed)}."


def dollars(cents: int | None) -> str:
    """An amount to the cent, `$22,454,680.90`; nothing without one."""
    return "" if cents is None else f"${cents // CENTS:,}.{cents % CENTS:02d}"


def signed_dollars(cents: int | None) -> str:
    """A difference to the cent with its sign, `+$1,234.56`; `$0.00` where there is none."""
    if not cents:
        return dollars(cents)
    return f"{'+' if cents > 0 else MINUS}{dollars(abs(cents))}"


def _quoted(frozen: FrozenAnswer) -> str:
    verdict = frozen.verdict
    if verdict is None:
        return "Nothing could be compared."
    costs = {p.instance_type: p.cost_cents for p in frozen.platforms}
    return (
        f"{_name(verdict.trainium)} ({verdict.trainium}) {dollars(costs[verdict.trainium])}, "
        f"{_name(verdict.nvidia)} ({verdict.nvidia}) {dollars(costs[verdict.nvidia])}; "
        f"80 % range of the difference: from {_share(verdict.low)} to {_share(verdict.high)}. "
        "Probability that Trainium is cheaper: "
        f"{probability(verdict.probability_trainium_cheaper)}."
    )


def _share(fraction: float) -> str:
    return f"{'+' if fraction > 0 else MINUS}{percent(fraction)}"


def _then_winner(frozen: FrozenAnswer) -> str | None:
    verdict = frozen.verdict
    if verdict is None:
        return None
    costs = {p.instance_type: p.cost_cents or 0 for p in frozen.platforms}
    return min((verdict.trainium, verdict.nvidia), key=lambda name: costs[name])


def _now_winner(drift: Drift) -> str | None:
    verdict = drift.today.verdict
    return verdict.winner.instance_type if verdict else None


def _name(instance_type: str) -> str:
    known = instances().get(instance_type)
    return known.accelerator.name if known else instance_type
