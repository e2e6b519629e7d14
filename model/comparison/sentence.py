"""The answer in one sentence, the same on the page, on the command line and in a memo."""

from __future__ import annotations

from dataclasses import dataclass, replace

from model.comparison.amount import amount, verdict_in_unit
from model.comparison.compare import Comparison, Status
from model.comparison.reasons import remedies, why_no_cost
from model.comparison.unit_words import UNIT_WORDS, in_words, range_in_words
from model.comparison.verdict import NVIDIA, TRAINIUM, Contender, Verdict
from model.hardware import instances
from model.purchase_option import PurchaseOption
from model.unit import Unit
from model.wording import MINUS, percent, probability

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
    if comparison.verdict is None:
        return _no_verdict(comparison)
    unit = comparison.scenario.unit
    verdict = verdict_in_unit(comparison)
    if verdict is None:
        return _unknown(comparison)
    said = _verdict(verdict, unit)
    return Sentence(said.headline, f"{said.detail}{_owned(comparison)}")


def _verdict(verdict: Verdict, unit: Unit) -> Sentence:
    winner, trainium, nvidia = verdict.winner, verdict.trainium, verdict.nvidia
    loser = nvidia if winner == trainium else trainium
    chance = verdict.probability_trainium_cheaper
    word = certainty(chance)
    said = UNIT_WORDS[unit]
    if word:
        headline = f"{_name(winner)} {word} {said.least} than {_name(loser)}"
    else:
        headline = f"Too close to call: {_name(winner)} and {_name(loser)}"
    between, fraction = verdict.difference, verdict.difference_fraction
    better = "is cheaper, at these prices and without porting" if unit.of_money else said.least
    ours, theirs = (range_in_words(side.amount.interval(), unit) for side in (trainium, nvidia))
    detail = (
        f"{_full(trainium)} is expected to {said.takes} {ours}{said.after}, {_full(nvidia)} "
        f"{theirs}. "
        f"80 % range of the difference: from {_more(between.low, unit)} "
        f"({_percent(fraction.low)}) "
        f"to {_more(between.high, unit)} ({_percent(fraction.high)}), "
        f"{_more(between.median, unit)} ({_percent(fraction.median)}) in the middle. "
        f"Probability that Trainium {better}: {probability(chance)}."
    )
    return Sentence(headline, detail)


def _owned(comparison: Comparison) -> str:
    """How each side is bought, where one of them is owned."""
    scenario = comparison.scenario
    if scenario.purchase_option is not PurchaseOption.OWNED or not scenario.unit.of_money:
        return ""
    rented = str(scenario.rented_option).replace("_", " ")
    return f" NVIDIA is counted as hardware that you own, Trainium as rented ({rented})."


def certainty(chance: float) -> str:
    """How surely one side is the better one, e.g. `probably`; empty where it is too close to call.

    Args:
        chance: probability that one of the two sides is the better one.
    """
    surest = max(chance, 1 - chance)
    return next((word for bound, word in _CERTAINTY if surest >= bound), "")


def _unknown(comparison: Comparison) -> Sentence:
    """What to say where both families have a cost, but not an amount in the chosen unit."""
    money = comparison.scenario.changed(unit=Unit.USD)
    in_dollars = sentence(replace(comparison, scenario=money))
    missing = [
        a.instance.accelerator.name
        for a in comparison.platforms
        if a.cost_usd and amount(a, comparison.scenario) is None
    ]
    what = "electricity" if comparison.scenario.unit is Unit.KWH else "emissions"
    names = " and ".join(dict.fromkeys(missing))
    return Sentence(
        f"{names}: {what} not known, so there is nothing to compare",
        f"The chip's power or the region's grid is not published. In dollars: {in_dollars.detail}",
    )


def _no_verdict(comparison: Comparison) -> Sentence:
    priced = {a.instance.accelerator.family for a in comparison.platforms if a.cost_usd}
    if not priced:
        why = f"{why_no_cost(comparison.platforms)} {remedies(comparison.platforms)}"
        return Sentence(_none(comparison), why)
    cheapest = comparison.platforms[0]
    assert cheapest.cost_usd is not None
    name = cheapest.instance.accelerator.name
    unit = comparison.scenario.unit if comparison.scenario.unit.of_money else Unit.USD
    money = comparison.scenario.changed(unit=unit)
    cost = amount(cheapest, money) or cheapest.cost_usd
    detail = (
        f"{name} ({cheapest.instance.instance_type}) is the cheapest with a cost: "
        f"{in_words(cost.median, unit)}{UNIT_WORDS[unit].after}, "
        f"80 % range {range_in_words(cost.interval(), unit)}."
    )
    missing = "Trainium" if TRAINIUM not in priced else "NVIDIA"
    family = TRAINIUM if TRAINIUM not in priced else NVIDIA
    own = [a for a in comparison.platforms if a.instance.accelerator.family == family]
    if not own:
        headline = f"No {missing} platform is chosen, so there is nothing to compare"
        return Sentence(headline, f"{detail} Choose a {missing} platform in the form.")
    lacks = {
        frozenset({Status.NOT_SOLD}): f"has no {option_in_words(comparison, family)} price here",
        frozenset({Status.CANNOT_RUN}): "cannot run this",
    }.get(frozenset(a.status for a in own), "has no price here or cannot run this")
    headline = f"{missing} {lacks}, so there is nothing to compare"
    return Sentence(headline, f"{detail} {why_no_cost(own, named=True)} {remedies(own)}")


def option_in_words(comparison: Comparison, family: str) -> str:
    """How the scenario buys of a family, before a noun: `on-demand`, `capacity-block`."""
    scenario = comparison.scenario
    owned = scenario.purchase_option is PurchaseOption.OWNED
    option = scenario.rented_option if owned and family == TRAINIUM else scenario.purchase_option
    return "purchase" if option is PurchaseOption.OWNED else str(option).replace("_", "-")


def _none(comparison: Comparison) -> str:
    """What none of the platforms has."""
    statuses = {a.status for a in comparison.platforms}
    if statuses == {Status.CANNOT_RUN}:
        return "None of these platforms can run this scenario"
    types = [a.instance.instance_type for a in comparison.platforms]
    if statuses == {Status.NOT_SOLD} and all(
        comparison.scenario.bought_as(name) is PurchaseOption.OWNED for name in types
    ):
        return "None of these platforms has a known purchase price"
    if statuses == {Status.NOT_SOLD}:
        return "None of these platforms is sold this way here"
    return "None of these platforms has both a price and a layout that runs"


def _name(contender: Contender) -> str:
    return instances()[contender.instance_type].accelerator.name


def _full(contender: Contender) -> str:
    return f"{_name(contender)} ({contender.instance_type})"


def _more(difference: float, unit: Unit) -> str:
    """`$11M more` or `$4M less`."""
    return f"{in_words(abs(difference), unit, 2)} {'more' if difference > 0 else 'less'}"


def _percent(fraction: float) -> str:
    """`+9 %` or `−4 %`."""
    return f"{'+' if fraction > 0 else MINUS}{percent(fraction)}"
