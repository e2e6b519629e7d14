"""The tabs of Compare that say why the platforms differ. Only the open one is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import streamlit as st

from model.comparison import Comparison
from model.comparison.frontier import Frontier, any_size, frontier_in_words, frontiers
from model.comparison.waterfall import Waterfall, losses_in_words, rivals
from pages.shared import answers, downloads, evidence, labels
from pages.shared.units import in_unit
from pages.shared.waiting import Waiting
from pages.tables import details, why
from pages.tables.markdown import escaped
from pages.tables.platforms import short_name


def draw(comparison: Comparison, today: date) -> None:
    """Draw the tabs."""
    tabs: dict[str, Callable[[], None]] = {
        "Where it is lost": lambda: _losses(comparison),
        "Spent on": lambda: _spending(comparison),
        "Size and finish": lambda: _frontier(comparison),
        "Layouts": lambda: _layouts(comparison),
        "Memory": lambda: _memory(comparison),
        "Every figure": lambda: _cards(comparison, today),
        "Sources": lambda: _sources(comparison),
    }
    opened = st.tabs(list(tabs), key="why", on_change="rerun")
    for tab, content in zip(opened, tabs.values(), strict=True):
        if tab.open:
            with tab:
                content()


def _losses(comparison: Comparison) -> None:
    shown, unit = rivals(comparison), comparison.scenario.unit
    if not shown:
        st.markdown(_nothing("where a cost is lost"))
        return
    st.markdown(escaped(losses_in_words(comparison, shown)))
    names = " below ".join(short_name(item.instance) for item in reversed(shown))
    st.markdown(f"Each part of the run, from arithmetic at full speed down. {escaped(names)}:")
    rows = why.waterfall_rows(shown, unit)
    _chart("step_waterfall", rows, why.waterfall_in_words(shown, unit), comparison)
    st.caption(labels.WATERFALL_KEY)
    _take("Where it is lost", {"Where it is lost": _taken("step_waterfall", rows, comparison)})


def _spending(comparison: Comparison) -> None:
    rows = why.spending_rows(comparison)
    if not rows:
        st.markdown(_nothing("what it is spent on"))
        return
    of = "What the run costs" if comparison.scenario.unit.of_money else "What the run uses"
    st.markdown(f"**{of}, by what it is spent on**")
    _chart("cost_parts", rows, why.parts_in_words(rows), comparison)
    st.markdown(escaped(why.porting_in_words(comparison)))
    st.caption(labels.SPENDING_KEY)
    _take("Spent on", {"What it is spent on": _taken("cost_parts", rows, comparison)})


def _frontier(comparison: Comparison) -> None:
    scenario = comparison.scenario
    found: list[Frontier] = []
    with Waiting("Clusters of every size, platform by platform") as waiting:
        for done, name in enumerate(scenario.platforms, start=1):
            found += answers.derived(frontiers, any_size(scenario, name))
            waiting.step(done, len(scenario.platforms))
    shown = rivals(comparison)
    st.markdown(_sizes_in_words(found, comparison, shown))
    rows = why.frontier_rows(found, comparison, shown)
    if not rows:
        return
    said = " ".join(frontier_in_words(item, scenario) for item in found)
    money = scenario.unit.of_money
    st.markdown(
        f"**{'Cheaper and slower, or dearer' if money else 'Less and slower, or more'} and faster**"
    )
    _chart("cost_by_days", rows, said, comparison, "y")
    st.markdown(f"**What a larger cluster {'costs' if money else 'uses'}**")
    _chart("cost_by_size", rows, said, comparison, "y")
    st.caption(labels.FRONTIER_KEY)
    with st.expander("All sizes", key="sizes", on_change="rerun") as table:
        if table.open:
            st.markdown(why.frontier_table(found, scenario))
    charts = {
        "Cost by days": _taken("cost_by_days", rows, comparison, "y"),
        "Cost by cluster size": _taken("cost_by_size", rows, comparison, "y"),
    }
    _take("Size and finish", charts, {"All sizes": why.frontier_table(found, scenario)})


def _sizes_in_words(
    found: Sequence[Frontier], comparison: Comparison, shown: Sequence[Waterfall]
) -> str:
    """One line for each of the two platforms in view, and for each without any size."""
    kinds = {item.instance.instance_type for item in shown}
    told = [f for f in found if f.instance.instance_type in kinds or not f.sizes]
    lines = [frontier_in_words(item, comparison.scenario) for item in told]
    return "\n".join(f"- {escaped(line)}" for line in lines)


def _layouts(comparison: Comparison) -> None:
    tables = why.layout_tables(comparison)
    if not tables:
        st.markdown(_nothing("which layouts lost"))
    for heading, table in tables:
        st.markdown(f"**{escaped(heading)}**")
        st.markdown(table)
    st.caption(labels.LAYOUT_KEY)
    _take("Layouts", {}, dict(tables))


def _memory(comparison: Comparison) -> None:
    rows = why.memory_rows(comparison)
    if not rows:
        st.markdown(_nothing("what fills the memory"))
        return
    st.markdown("**What fills the memory of the fullest chip, and what it has**")
    st.vega_lite_chart(
        pa.Table.from_pylist(rows),
        answers.chart("memory_parts", _dark()),
        key="memory_chart",
        alt=f"Memory per accelerator. {why.parts_in_words(rows)}",
    )
    st.caption(labels.MEMORY_KEY)
    drawn = downloads.Chart(answers.chart("memory_parts", False), rows)
    _take("Memory", {"Memory per accelerator": drawn})


def _cards(comparison: Comparison, today: date) -> None:
    with st.grid(min_column_width=300):
        for answer in comparison.platforms:
            with st.container(border=True):
                st.markdown(details.card(answer, comparison.scenario, today))


def _sources(comparison: Comparison) -> None:
    evidence.draw(comparison)
    _take("Sources", {}, evidence.tables(comparison))


def _chart(
    name: str, rows: list[dict[str, Any]], said: str, comparison: Comparison, channel: str = "x"
) -> None:
    """A chart of the scenario's unit."""
    st.vega_lite_chart(
        pa.Table.from_pylist(rows),
        in_unit(answers.chart(name, _dark()), comparison.scenario.unit, channel),
        key=f"{name}_chart",
        alt=said,
    )


def _taken(
    name: str, rows: list[dict[str, Any]], comparison: Comparison, channel: str = "x"
) -> downloads.Chart:
    """A chart of the scenario's unit to take along."""
    spec = in_unit(answers.chart(name, False), comparison.scenario.unit, channel)
    return downloads.Chart(spec, rows)


def _take(
    tab: str, charts: Mapping[str, downloads.Chart], tables: Mapping[str, str] | None = None
) -> None:
    """The files of a tab."""
    page = f"compare_{tab.lower().replace(' ', '_')}"
    downloads.draw(page, tables or {}, charts, label=f"Download “{tab}”")


def _dark() -> bool:
    return bool(st.context.theme.type == "dark")


def _nothing(what: str) -> str:
    return (
        f"No platform here has a figure in this unit, so there is nothing to say of {what}. The "
        "notes above say why; another platform, region or purchase option may help."
    )
