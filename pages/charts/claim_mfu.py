"""The MFU a claim asks for, against what public runs reached and what is expected here."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import INK
from pages.charts.spec import without_data

ROW_HEIGHT = 44
COLUMNS = ("what", "order", "low", "median", "high", "text", "asked")


def claim_mfu(dark: bool) -> dict[str, Any]:
    """One row for each reading, one for public runs, one for what is expected.

    The data has the columns `COLUMNS`: label, rank, three shares [%] (the median may be missing),
    the range in words, and whether the row is what a claim asks for.
    """
    import altair as alt

    y = alt.Y(
        "what:N",
        sort=alt.EncodingSortField(field="order", op="min", order="ascending"),
        title=None,
        axis=alt.Axis(
            labelExpr="split(datum.label, '|')",
            labelLimit=200,
            labelLineHeight=14,
            labelOffset=-7,
            ticks=False,
            offset=4,
        ),
    )
    x = alt.X(
        "low:Q",
        title="MFU (% of the dense peak)",
        axis=alt.Axis(tickCount=5, grid=True),
        scale=alt.Scale(zero=True, nice=True),
    )
    tooltip = [alt.Tooltip("what:N", title="MFU"), alt.Tooltip("text:N", title="Range")]
    shape = alt.Shape(
        "asked:N",
        scale=alt.Scale(domain=[True, False], range=["diamond", "circle"]),
        legend=None,
    )
    opacity = alt.Opacity(
        "asked:N", scale=alt.Scale(domain=[True, False], range=[0.85, 0.4]), legend=None
    )
    base = alt.Chart(alt.NamedData("rows"))
    span = base.mark_rule(strokeWidth=6, strokeCap="round", color=INK[dark]).encode(
        y=y, x=x, x2="high:Q", opacity=opacity, tooltip=tooltip
    )
    point = base.mark_point(size=150, filled=True, opacity=1, color=INK[dark]).encode(
        y=y, x="median:Q", shape=shape, tooltip=tooltip
    )
    words = base.mark_text(dy=-14, fontSize=12, align="left", color=INK[dark]).encode(
        y=y, x="low:Q", text="text:N", tooltip=tooltip
    )
    return without_data(alt.layer(span, point, words).properties(height=alt.Step(ROW_HEIGHT)))
