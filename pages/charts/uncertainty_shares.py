"""What carries the uncertainty of the answer."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import COLOURS, FAMILIES, INK, SHAPES
from pages.charts.spec import without_data

ROW_HEIGHT = 34
BOTH = "Both"
NEUTRAL = {False: "#6b7280", True: "#9ca3af"}


def uncertainty_shares(dark: bool) -> dict[str, Any]:
    """One bar a source, the longest on top, coloured by whose it is.

    The data has the columns name, family, order, percent [%], start (0) and words.
    """
    import altair as alt

    order = alt.EncodingSortField(field="order", op="min", order="ascending")
    y = alt.Y(
        "name:N", sort=order, title=None,
        axis=alt.Axis(labelExpr="split(datum.label, '|')", labelLimit=210, labelLineHeight=14,
                      labelOffset=-7, ticks=False, offset=4),
    )  # fmt: skip
    colours = [*COLOURS[dark], NEUTRAL[dark]]
    colour = alt.Color(
        "family:N",
        scale=alt.Scale(domain=[*FAMILIES, BOTH], range=colours),
        legend=alt.Legend(title=None, orient="top", symbolSize=120),
    )
    shape = alt.Shape(
        "family:N",
        scale=alt.Scale(domain=[*FAMILIES, BOTH], range=[*SHAPES, "diamond"]),
        legend=None,
    )
    x = alt.X(
        "percent:Q",
        title="Share of the variance of the answer (%)",
        axis=alt.Axis(tickCount=5, grid=True),
        scale=alt.Scale(zero=True, nice=True),
    )
    tooltip = [alt.Tooltip("name:N", title="Source"), alt.Tooltip("words:N", title="Share")]
    base = alt.Chart(alt.NamedData("rows"))
    bars = base.mark_rule(strokeWidth=7, opacity=0.5).encode(
        y=y, x=x, x2="start:Q", color=colour, tooltip=tooltip
    )
    ends = base.mark_point(size=120, filled=True, opacity=1).encode(
        y=y, x=x, color=colour, shape=shape, tooltip=tooltip
    )
    words = base.mark_text(dx=12, align="left", fontSize=12, color=INK[dark]).encode(
        y=y, x=x, text="words:N"
    )
    return without_data(alt.layer(bars, ends, words).properties(height=alt.Step(ROW_HEIGHT)))
