"""Rows of the Library: kept scenarios side by side. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Sequence

from model.comparison import Comparison
from model.comparison.sentence import sentence
from model.hardware import Family
from model.library import Entry, differences
from model.scenario.link import to_url
from model.wording import DASH, probability, usd
from pages.tables.compare import subject
from pages.tables.markdown import escaped, markdown

SAME = "These scenarios do not differ."
MARKED = "Bold: not as in the first one. Fields in which all are the same are left out."


def side_by_side(entries: Sequence[Entry], answers: Sequence[Comparison], base: str) -> str:
    """One column a scenario: the answer, then every field in which they differ, as Markdown.

    Args:
        entries: kept scenarios.
        answers: the answer to each.
        base: address of the app, for a link to each.
    """
    rows = [
        ("Answer", [escaped(sentence(answer).headline) for answer in answers]),
        ("Trainium, expected", [_cost(answer, Family.TRAINIUM) for answer in answers]),
        ("NVIDIA, expected", [_cost(answer, Family.NVIDIA) for answer in answers]),
        ("Probability that Trainium is cheaper", [_chance(answer) for answer in answers]),
        ("What", [escaped(subject(entry.scenario)) for entry in entries]),
    ]
    found = differences([entry.scenario for entry in entries])
    rows += [
        (escaped(each.title), [_marked(value, each.values[0]) for value in each.values])
        for each in found
    ]
    rows.append(("", [f"[Open]({to_url(entry.scenario, base)})" for entry in entries]))
    names = [escaped(entry.name) for entry in entries]
    # Columns stay apart whatever somebody calls a scenario: no name is empty.
    first = next(word for word in ("Scenario", "Field", "") if word not in names)
    return markdown(
        [{first: title, **dict(zip(names, cells, strict=True))} for title, cells in rows]
    )


def _marked(value: str, first: str) -> str:
    text = escaped(value or DASH)
    return text if value == first else f"**{text}**"


def _cost(answer: Comparison, family: Family) -> str:
    """The cheapest platform of a family, whatever unit the scenario counts in."""
    costs = [
        (a.cost_usd.median, a.instance.instance_type)
        for a in answer.platforms
        if a.cost_usd and a.instance.accelerator.family is family
    ]
    if not costs:
        return DASH
    cost, name = min(costs)
    return escaped(f"{usd(cost)} ({name})")


def _chance(answer: Comparison) -> str:
    verdict = answer.verdict
    return probability(verdict.probability_trainium_cheaper) if verdict else DASH
