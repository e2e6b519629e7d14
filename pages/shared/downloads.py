"""The data behind a page: every table as CSV, every chart as PNG, SVG and its data.

A page names its tables and charts; a file is made when somebody asks for it, not before:

    downloads.draw(
        "compare",
        tables={"Platforms": tables.answer_table(comparison)},
        charts={"Cost": downloads.Chart(answers.chart("cost_by_platform", dark=False), costs)},
    )
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st

from model.csv_text import Cell, csv_text
from pages.charts import export
from pages.shared import download_files
from pages.tables.markdown import rows_of

Rows = Sequence[Mapping[str, Cell]]
# Spreadsheets read UTF-8 as such only behind this mark.
_MARK = "\N{BYTE ORDER MARK}"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart to hand out.

    Attributes:
        spec: its specification in the light theme, as the page shows it.
        rows: its data.
    """

    spec: dict[str, Any]
    rows: Sequence[dict[str, Any]]


def draw(
    page: str,
    tables: Mapping[str, str | Callable[[], Rows]],
    charts: Mapping[str, Chart] | None = None,
    label: str = "Download",
) -> None:
    """Draw the popover with a button for every file.

    Args:
        page: short name, for keys and file names.
        tables: by title, each the Markdown the page shows or a function that makes its rows;
            what is empty is left out.
        charts: by title; what has no rows is left out.
        label: on the button.
    """
    given = {title: table for title, table in tables.items() if table}
    drawn = {title: chart for title, chart in (charts or {}).items() if chart.rows}
    if not given and not drawn:
        return
    box = st.popover(label, icon=":material/download:", key=f"download_{page}", on_change="rerun")
    with box:
        if not box.open:
            return
        download_files.keep()
        if given:
            st.markdown("**Tables (CSV)**")
        for title, table in given.items():
            _button(page, title, "csv", "text/csv", partial(table_csv, table))
        for title, chart in drawn.items():
            _chart(page, title, chart)


def table_csv(table: str | Callable[[], Rows]) -> bytes:
    """A table as the bytes of a CSV file."""
    rows = rows_of(table) if isinstance(table, str) else table()
    return (_MARK + csv_text(rows)).encode("utf-8")


def file_name(page: str, title: str, ending: str) -> str:
    """`crossover-compare-cost-2026-11-22.csv`."""
    words = re.sub(r"[^a-z0-9]+", "-", f"{page} {title}".lower()).strip("-")
    return f"crossover-{words}-{datetime.now(UTC).date().isoformat()}.{ending}"


def _chart(page: str, title: str, chart: Chart) -> None:
    st.markdown(f"**{title}**")
    with st.container(horizontal=True):
        made = partial(export.png, chart.spec, chart.rows, title)
        _button(page, title, "png", "image/png", made, label="PNG")
        made = partial(export.svg, chart.spec, chart.rows, title)
        _button(page, title, "svg", "image/svg+xml", made, label="SVG")
        made = partial(table_csv, lambda: chart.rows)
        _button(page, f"{title} data", "csv", "text/csv", made, label="Data (CSV)")


def _button(
    page: str, title: str, ending: str, kind: str, made: Callable[[], bytes], label: str = ""
) -> None:
    st.download_button(
        label or title,
        data=made,
        file_name=file_name(page, title, ending),
        mime=kind,
        key=f"download_{page}_{title}_{ending}",
        on_click="ignore",
    )
