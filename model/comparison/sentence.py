"""The answer in one sentence, the same on the page, on the command line and in a memo."""

from __future__ import annotations

from dataclasses import dataclass

from model.comparison.compare import Comparison, Status
from model.comparison.verdict import NVIDIA, TRAINIUM, Contender, Verdict
from model.hardware import instances
from model.wording import MINUS, percent, probability, usd, usd_range

# From these probabilities on that the cheaper one really is cheaper.
_CERTAINTY = ((0.95, "almost certainly"), (0.8, "very probably"), (0.65, "probably"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """The answer in words.

    Attributes:
        headline: the shortest form, for a title.
        detail: one sentence with the winner, the difference with its range, and the probability.
    """

    headline: str
    detail: str


def sentence(comparison: Comparison) -> Sentence:
    """The answer of a comparison, or why there is none."""
    if comparison.verdict is not None:
        return _verdict(comparison.verdict)
    return _no_verdict(comparison)


def _verdict(verdict: Verdict) -> Sentence:
    winner, trainium, nvidia = verdict.winner, verdict.trainium, verdict.nvidia
    loser = nvidia if winner == trainium else trainium
    chance = verdict.probability_trainium_cheaper
    surest = max(chance, 1 - chance)
    word = next((word for bound, word in _CERTAINTY if surest >= bound), "")
    if word:
        headline = f"{_name(winner)} {word} costs less than {_name(loser)}"
    else:
        headline = f"Too close to call: {_name(winner)} and {_name(loser)}"
    dollars, fraction = verdict.difference_usd, verdict.difference_fraction
    detail = (
        f"{_full(trainium)} is expected to cost {usd(trainium.cost_usd.median)}, "
        f"{_dollars(dollars.median)} ({_percent(fraction.median)}) than {_full(nvidia)} "
        f"at {usd(nvidia.cost_usd.median)}. "
        f"80 % range of the difference: from {_dollars(dollars.low)} ({_percent(fraction.low)}) "
        f"to {_dollars(dollars.high)} ({_percent(fraction.high)}). "
        f"Probability that Trainium is cheaper: {probability(chance)}."
    )
    return Sentence(headline, detail)


def _no_verdict(comparison: Comparison) -> Sentence:
    priced = {a.instance.accelerator.family for a in comparison.platforms if a.cost_usd}
    if not priced:
        reasons = {a.status for a in comparison.platforms}
        if reasons == {Status.CANNOT_RUN}:
            headline = "None of these platforms can run this scenario"
        elif reasons == {Status.NOT_SOLD}:
            headline = "None of these platforms is sold this way here"
        else:
            headline = "None of these platforms has both a price and a layout that runs"
        return Sentence(headline, "The table says why for each platform.")
    cheapest = comparison.platforms[0]
    assert cheapest.cost_usd is not None
    name = cheapest.instance.accelerator.name
    cost = (
        f"{name} ({cheapest.instance.instance_type}) is the cheapest with a cost: "
        f"{usd(cheapest.cost_usd.median)}, 80 % range {usd_range(cheapest.cost_usd.interval())}."
    )
    missing = "Trainium" if TRAINIUM not in priced else "NVIDIA"
    family = TRAINIUM if TRAINIUM not in priced else NVIDIA
    chosen = any(a.instance.accelerator.family == family for a in comparison.platforms)
    why = (
        f"No {missing} platform here has both a price and a layout that runs"
        if chosen
        else f"No {missing} platform is chosen"
    )
    return Sentence(f"{why}, so there is nothing to compare", cost)


def _name(contender: Contender) -> str:
    return instances()[contender.instance_type].accelerator.name


def _full(contender: Contender) -> str:
    return f"{_name(contender)} ({contender.instance_type})"


def _dollars(difference: float) -> str:
    """`$11M more` or `$4M less`."""
    return f"{usd(abs(difference), 2)} {'more' if difference > 0 else 'less'}"


def _percent(fraction: float) -> str:
    """`+9 %` or `−4 %`."""
    return f"{'+' if fraction > 0 else MINUS}{percent(fraction)}"
