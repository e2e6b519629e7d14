"""Rows of the charts and tables that say why platforms differ. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model.break_even import porting
from model.comparison import Comparison
from model.comparison.amount import amounts
from model.comparison.frontier import Frontier, Size
from model.comparison.unit_words import in_words, range_in_words
from model.comparison.waterfall import AROUND, MONEY_ONLY, Waterfall
from model.scenario import Scenario
from model.unit import Unit
from model.wording import DASH, counted, durations, percent, significant, usd
from pages.tables.details import layout
from pages.tables.markdown import escaped, markdown
from pages.tables.platforms import family_name, short_name

GIB = 2**30
# Below this share of both platforms a part is only counted with the rest.
SMALL = 0.005
REST, WHOLE = "Everything else", "Whole run"
LABEL_WIDTH = 18
SPENDING = {"training": "Training steps", **{keys[0]: name for name, keys in AROUND.items()}}
MEMORY = {
    "weights": "Weights",
    "gradients": "Gradients",
    "optimizer": "Optimizer",
    "activations": "Activations",
    "logits": "Logits",
    "communication": "Buffers",
    "runtime": "Runtime, reserve",
    "fragmentation": "Runtime, reserve",
}


def waterfall_rows(shown: Sequence[Waterfall], unit: Unit) -> list[dict[str, Any]]:
    """The data of the waterfall chart: parts that matter on a platform, the rest, the whole."""
    if not shown:
        return []
    names = [p.name for p in shown[0].parts if any(w.part(p.name).share >= SMALL for w in shown)]
    rest = any(1 - sum(w.part(name).share for name in names) >= SMALL for w in shown)
    rows: list[dict[str, Any]] = []
    for slot, item in enumerate(shown):
        values = {name: item.part(name).value for name in names}
        if rest:
            values[REST] = item.total - sum(values.values())
        start = 0.0
        for order, (name, value) in enumerate(values.items()):
            rows.append(_bar(item, slot, order, name, start, value, unit))
            start += value
        rows.append(_bar(item, slot, len(values), WHOLE, 0.0, item.total, unit))
    return rows


def _bar(
    item: Waterfall, slot: int, order: int, name: str, start: float, value: float, unit: Unit
) -> dict[str, Any]:
    words = in_words(value, unit, 2) if value else DASH
    return {
        "part": two_lines(name),
        "order": order,
        "platform": short_name(item.instance),
        "slot": str(slot),
        "family": family_name(item.instance),
        "start": start,
        "end": start + value,
        "words": words,
        "tip": f"{name}: {words}, {percent(value / item.total)}",
    }


def two_lines(text: str) -> str:
    """A label in at most two lines, split with `|` near its middle."""
    if len(text) <= LABEL_WIDTH:
        return text
    spaces = [i for i, letter in enumerate(text) if letter == " "]
    at = min(spaces, key=lambda i: abs(i - len(text) / 2), default=None)
    return text if at is None else f"{text[:at]}|{text[at + 1 :]}"


def waterfall_in_words(shown: Iterable[Waterfall], unit: Unit) -> str:
    """What the waterfall shows, for people who do not see it."""
    return " ".join(
        f"{short_name(item.instance)}: "
        + "; ".join(
            f"{part.name} {in_words(part.value, unit, 2)}"
            for part in item.parts
            if part.share >= SMALL
        )
        + f"; whole run {in_words(item.total, unit, 2)}."
        for item in shown
    )


def spending_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """The data of the cost breakdown, in the scenario's unit."""
    rows: list[dict[str, Any]] = []
    unit = comparison.scenario.unit
    for order, (answer, amount) in enumerate(amounts(comparison)):
        costs = {
            name: value
            for name, value in answer.cost_parts_usd.items()
            if value and (unit.of_money or name not in MONEY_ONLY)
        }
        per_usd = amount.median / sum(costs.values())
        values = {SPENDING[name]: value * per_usd for name, value in costs.items()}
        label = f"{answer.instance.accelerator.name}|{answer.instance.instance_type}"
        said = {name: in_words(value, unit, 2) for name, value in values.items()}
        rows += _stack(label, order, values, said, None, in_words(amount.median, unit))
    return rows


def porting_in_words(comparison: Comparison) -> str:
    """What the move to the cheapest Trainium platform costs once; empty where none is chosen."""
    scenario = comparison.scenario
    chosen = [a for a in comparison.platforms if a.instance.accelerator.family == "trainium"]
    if not chosen:
        return ""
    first = chosen[0]
    once = porting(scenario, first.instance)
    name = first.instance.accelerator.name
    text = (
        f"Once, and in none of these costs: porting to {name}, {usd(once.usd, 2)} "
        f"({once.engineer_weeks:g} engineer-weeks"
    )
    text += ", published defaults" if once.assumed else ""
    text += "; set it on the Break-even page)"
    if first.cost_usd is None:
        return f"{text}."
    share = once.usd / first.cost_usd.median
    if share >= 2:
        return f"{text}, {share:,.0f} times what one run costs there."
    return (
        f"{text}, {percent(share) if share >= 0.01 else 'under 1 %'} of what one run costs there."
    )


def memory_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """The data of the memory chart [GiB]: what fills an accelerator, and what it has."""
    rows: list[dict[str, Any]] = []
    planned = [a for a in comparison.platforms if a.plan]
    for order, answer in enumerate(planned):
        assert answer.plan is not None
        memory = answer.plan.step.memory
        values: dict[str, float] = dict.fromkeys(MEMORY.values(), 0.0)
        for name, used in memory.bytes_by_category.items():
            values[MEMORY[name]] += used / GIB
        said = {name: f"{significant(value):,.3g} GiB" for name, value in values.items()}
        capacity = memory.capacity_bytes / GIB
        words = f"{memory.total_bytes / GIB:.0f} of {capacity:.0f} GiB"
        label = f"{answer.instance.accelerator.name}|{answer.instance.instance_type}"
        rows += _stack(label, order, values, said, capacity, words)
    return rows


def _stack(
    label: str,
    order: int,
    values: Mapping[str, float],
    said: Mapping[str, str],
    mark: float | None,
    words: str,
) -> list[dict[str, Any]]:
    rows, start, total = [], 0.0, sum(values.values())
    for rank, (name, value) in enumerate(values.items()):
        rows.append(
            {
                "platform": label,
                "order": order,
                "part": name,
                "rank": rank,
                "start": start,
                "end": start + value,
                "mark": mark,
                # Once a bar: text drawn over itself looks bold.
                "words": words if rank == 0 else "",
                "tip": f"{name}: {said[name]}, {percent(value / total)}",
            }
        )
        start += value
    return rows


def parts_in_words(rows: Iterable[Mapping[str, Any]]) -> str:
    """What a chart of parts shows, for people who do not see it."""
    by_platform: dict[str, list[str]] = {}
    for row in rows:
        by_platform.setdefault(row["platform"].replace("|", " "), []).append(row["tip"])
    return " ".join(f"{name}: {'; '.join(parts)}." for name, parts in by_platform.items())


def frontier_rows(
    found: Iterable[Frontier], comparison: Comparison, shown: Sequence[Waterfall]
) -> list[dict[str, Any]]:
    """The data of the frontier charts: sizes worth having, and the one the scenario takes."""
    unit = comparison.scenario.unit
    bands = {item.instance.instance_type for item in shown}
    chosen = {a.instance.instance_type: a.plan.instances for a in comparison.platforms if a.plan}
    rows = []
    for item in found:
        kind = item.instance.instance_type
        for number, size in enumerate(item.worthwhile):
            interval = size.amount.interval()
            rows.append(
                {
                    "platform": short_name(item.instance),
                    "family": family_name(item.instance),
                    "days": size.days.median,
                    "chips": size.accelerators,
                    "low": interval.low,
                    "median": interval.median,
                    "high": interval.high,
                    "band": kind in bands,
                    "name": item.instance.accelerator.name
                    if number == len(item.worthwhile) - 1 and kind in bands
                    else "",
                    "chosen": size.instances == chosen.get(kind),
                    "tip": _cluster(size, unit),
                }
            )
    return rows


def _cluster(size: Size, unit: Unit) -> str:
    return (
        f"{counted(size.instances, 'instance')}: {range_in_words(size.amount.interval(), unit)}, "
        f"{durations(size.days.interval())}"
    )


def frontier_table(found: Iterable[Frontier], scenario: Scenario) -> str:
    """Every size worth having, platform by platform, as a Markdown table."""
    numbers = ("Instances", "Time", "80 % range")
    rows = []
    for item in found:
        for size in item.worthwhile:
            rows.append(
                {
                    "Platform": escaped(short_name(item.instance)),
                    "Instances": f"{size.instances:,}",
                    "Time": durations(size.days.interval()),
                    "80 % range": escaped(range_in_words(size.amount.interval(), scenario.unit)),
                }
            )
    return markdown(rows, right=numbers)


def layout_tables(comparison: Comparison) -> list[tuple[str, str]]:
    """For each platform a heading, and a Markdown table of the layout taken and those that lost."""
    tables = []
    for answer in comparison.platforms:
        if answer.plan is None:
            continue
        step = answer.plan.step
        rows = [{"Layout": escaped(layout(step.layout)), "Result": "**taken**, the fastest"}]
        rows += [
            {"Layout": escaped(layout(other.layout)), "Result": escaped(other.reason)}
            for other in step.alternatives
        ]
        heading = (
            f"{short_name(answer.instance)}, {counted(answer.plan.instances, 'instance')}: "
            f"{step.layouts_examined:,} layouts examined"
        )
        tables.append((heading, markdown(rows)))
    return tables
