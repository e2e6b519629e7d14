"""The popover that makes the decision memo of a scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import streamlit as st

from model.break_even import break_even, tornado
from model.comparison import Comparison
from model.frozen import freeze, frozen_url
from model.memo import (
    Contents,
    Figure,
    Memo,
    memo_contents,
    memo_html,
    memo_markdown,
    memo_pdf,
)
from pages.charts import export
from pages.shared import answers, download_files, units
from pages.shared.shell import FIRST_PAGE
from pages.tables.break_even import tornado_in_words, tornado_rows
from pages.tables.compare import cost_in_words, cost_rows, subject

# More bars than these are too small to read in half the width of a page.
BARS = 5


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the memo.

    Attributes:
        spec: makes its specification, light or dark.
        rows: its data.
        title: what to see.
        words: what it shows, for people who do not see it.
    """

    spec: Callable[[bool], dict[str, Any]]
    rows: list[dict[str, Any]]
    title: str
    words: str


def draw(comparison: Comparison, today: date) -> None:
    """Draw the popover; the memo is written when it is opened, each file when it is asked for."""
    with st.popover("Memo", icon=":material/description:", key="memo", on_change="rerun") as box:
        if not box.open:
            return
        download_files.keep()
        memo = _memo(comparison, today)
        contents, charts = memo_contents(memo), charts_of(memo)
        st.markdown("One page to decide by: the answer, what it rests on and what would change it.")
        _button("PDF", "pdf", "application/pdf", today, partial(as_pdf, contents, charts))
        _button("HTML", "html", "text/html", today, partial(as_html, contents, charts))
        _button("Markdown", "md", "text/markdown", today, partial(as_markdown, contents))


def charts_of(memo: Memo) -> list[Chart]:
    """The charts of a memo that have something to show."""
    comparison, found = memo.comparison, memo.tornado
    unit = comparison.scenario.unit

    def costs(dark: bool) -> dict[str, Any]:
        return units.in_unit(answers.chart("cost_by_platform", dark), unit)

    title = "What the whole run costs" if unit.of_money else "What the whole run uses"
    charts = [Chart(costs, cost_rows(comparison), title, cost_in_words(comparison))]
    if found is not None:
        few = replace(found, levers=found.levers[:BARS])
        charts.append(
            Chart(
                partial(answers.chart, "what_moves_it"),
                tornado_rows(few),
                "What moves the answer most",
                tornado_in_words(few),
            )
        )
    return [chart for chart in charts if chart.rows]


def as_pdf(contents: Contents, charts: list[Chart]) -> bytes:
    """The memo as the bytes of a PDF."""
    return memo_pdf(
        contents,
        [Figure(export.half_pdf(c.spec(False), c.rows, c.title), c.words) for c in charts],
    )


def as_html(contents: Contents, charts: list[Chart]) -> bytes:
    """The memo as the bytes of one HTML file."""
    figures = [
        Figure(
            light=export.half_svg(c.spec(False), c.rows, c.title, dark=False),
            dark=export.half_svg(c.spec(True), c.rows, c.title, dark=True),
            words=c.words,
        )
        for c in charts
    ]
    return memo_html(contents, figures).encode("utf-8")


def as_markdown(contents: Contents) -> bytes:
    """The memo as the bytes of a Markdown file."""
    return memo_markdown(contents).encode("utf-8")


def _memo(comparison: Comparison, today: date) -> Memo:
    scenario = comparison.scenario
    base = (st.context.url or "").removesuffix(f"/{FIRST_PAGE}")
    return Memo(
        question=subject(scenario),
        comparison=comparison,
        break_even=answers.derived(break_even, scenario),
        tornado=answers.derived(tornado, scenario),
        frozen_link=frozen_url(freeze(comparison, today), base),
        written_at=datetime.now(UTC),
    )


def _button(name: str, ending: str, kind: str, today: date, made: Callable[[], bytes]) -> None:
    st.download_button(
        f"Decision memo ({name})",
        data=made,
        file_name=f"crossover-memo-{today.isoformat()}.{ending}",
        mime=kind,
        icon=":material/download:",
        key=f"memo_{ending}",
        on_click="ignore",
    )
