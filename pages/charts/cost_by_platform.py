"""Cost of each platform with its range."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import COLOURS, FAMILIES, INK, SHAPES
from pages.charts.spec import without_data

ROW_HEIGHT = 46
COST_COLUMNS = ("platform", "family", "order", "low", "median", "high", "range", "tip")


def cost_by_platform(dark: bool) -> dict[str, Any]:
    """Cost of each platform as a point with its 80 % interval, cheapest on top.

    The data has the columns `COST_COLUMNS`: label, family, rank, three costs [USD], words.
    """
    import altair as alt

    order = alt.EncodingSortField(field="order", op="min", order="ascending")
    # A label has two lines: the platform, and its cluster and days.
    axis = alt.Axis(
        labelExpr="split(datum.label, '|')",
        labelLimit=190,
        labelLineHeight=14,
        labelOffset=-7,
        ticks=False,
        offset=4,
    )
    y = alt.Y("platform:N", sort=order, title=None, axis=axis)
    colour = alt.Color(
        "family:N",
        scale=alt.Scale(domain=list(FAMILIES), range=list(COLOURS[dark])),
        legend=alt.Legend(title=None, orient="top", symbolSize=120, symbolOpacity=1),
    )
    shape = alt.Shape(
        "family:N", scale=alt.Scale(domain=list(FAMILIES), range=list(SHAPES)), legend=None
    )
    cost = alt.X(
        "low:Q",
        title="US dollars for the whole run",
        axis=alt.Axis(format="$~s", tickCount=5, grid=True),
        scale=alt.Scale(zero=True, nice=True),
    )
    tooltip = [
        alt.Tooltip("platform:N", title="Platform"),
        alt.Tooltip("tip:N", title="Expected and 80 % range"),
    ]
    base = alt.Chart(alt.NamedData("rows"))
    span = base.mark_rule(strokeWidth=5, opacity=0.45, strokeCap="round").encode(
        y=y, x=cost, x2="high:Q", color=colour, tooltip=tooltip
    )
    point = base.mark_point(size=170, filled=True, opacity=1).encode(
        y=y, x="median:Q", color=colour, shape=shape, tooltip=tooltip
    )
    words = base.mark_text(dy=-15, fontSize=12, color=INK[dark]).encode(
        y=y, x="median:Q", text="range:N", tooltip=tooltip
    )
    layered = alt.layer(span, point, words).properties(height=alt.Step(ROW_HEIGHT))
    return without_data(layered)
