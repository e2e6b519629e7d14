"""Every figure of one platform's answer, as texts rounded to what is known."""

from __future__ import annotations

from datetime import date

from model.comparison import PlatformAnswer
from model.comparison.amount import amount
from model.comparison.unit_words import UNIT_WORDS, in_words, range_in_words
from model.layout import Layout
from model.run import RunPlan
from model.scenario import Scenario
from model.unit import Unit
from model.wording import counted, durations, electricity, layout_in_words, mass, percent
from pages.tables.markdown import escaped
from pages.tables.platforms import age_in_words

GIB = 2**30
NARROW = "\N{NARROW NO-BREAK SPACE}"


def card(answer: PlatformAnswer, scenario: Scenario, today: date) -> str:
    """One platform in full: a heading and one figure a line, as Markdown."""
    name, kind = answer.instance.accelerator.name, answer.instance.instance_type
    texts = {
        **_amounts(answer, scenario),
        **(_plan(answer.plan) if answer.plan else {}),
        "Spent on": _spent_on(answer),
        "Electricity": _energy(answer),
        "Price": _price(answer, today),
        "Why there is no cost": answer.reason,
        "To know": ". ".join(answer.caveats),
    }
    lines = [f"{escaped(label)}: **{escaped(text)}**" for label, text in texts.items() if text]
    return f"**{escaped(name)}** · {escaped(kind)}\n\n" + "  \n".join(lines)


def _amounts(answer: PlatformAnswer, scenario: Scenario) -> dict[str, str]:
    texts = {}
    for unit in Unit:
        found = amount(answer, scenario.changed(unit=unit)) if answer.cost_usd else None
        if found is not None and unit.of_money:
            label = UNIT_WORDS[unit].short
            texts[label] = (
                f"{in_words(found.median, unit)} ({range_in_words(found.interval(), unit)})"
            )
    return texts


def _plan(plan: RunPlan) -> dict[str, str]:
    used, capacity = plan.step.memory.total_bytes / GIB, plan.step.memory.capacity_bytes / GIB
    return {
        "Time": durations(plan.days.interval()),
        "Cluster": f"{counted(plan.instances, 'instance')}, {counted(plan.accelerators, 'chip')}",
        "MFU": f"{plan.step.mfu * 100:.0f} %",
        "Layout": layout(plan.step.layout),
        "Memory per chip": f"{used:.0f} of {capacity:.0f} GiB",
    }


def layout(chosen: Layout) -> str:
    """A layout in words, its degrees not torn from their names at the end of a line."""
    return layout_in_words(chosen).replace("P ", f"P{NARROW}")


def _spent_on(answer: PlatformAnswer) -> str:
    total = sum(answer.cost_parts_usd.values())
    return ", ".join(
        f"{percent(part / total)} {name}"
        for name, part in answer.cost_parts_usd.items()
        if part >= 0.005 * total
    )


def _energy(answer: PlatformAnswer) -> str:
    energy = answer.energy
    if energy is None:
        return ""
    carbon = "" if energy.kg_co2e is None else f", {mass(energy.kg_co2e)} CO2e"
    paid = "paid apart" if "energy" in answer.cost_parts_usd else "included in the rent"
    return f"{electricity(energy.kwh)}{carbon}" + (f", {paid}" if answer.price else "")


def _price(answer: PlatformAnswer, today: date) -> str:
    price = answer.price
    if price is None:
        return ""
    age = age_in_words(price.as_of, today)
    return f"${price.usd_per_hour:,.2f}/h in {price.region} ({price.source}, {age})"
