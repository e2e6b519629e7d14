"""Cost of each platform as it was quoted and as it is today."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import COLOURS, FAMILIES, INK, SHAPES
from pages.charts.spec import without_data

ROW_HEIGHT = 40


def cost_then_and_now(dark: bool) -> dict[str, Any]:
    """Two points a platform joined by a line: hollow as quoted, filled today.

    The data has the columns platform, family, order, then, now [USD], words.
    """
    import altair as alt

    order = alt.EncodingSortField(field="order", op="min", order="ascending")
    axis = alt.Axis(labelLimit=190, ticks=False, offset=4)
    y = alt.Y("platform:N", sort=order, title=None, axis=axis)
    x = alt.X(
        "then:Q",
        title="US dollars (hollow: as quoted)",
        axis=alt.Axis(format="$~s", tickCount=5, grid=True),
        scale=alt.Scale(zero=True, nice=True),
    )
    colour = alt.Color(
        "family:N",
        scale=alt.Scale(domain=list(FAMILIES), range=list(COLOURS[dark])),
        legend=alt.Legend(title=None, orient="top", symbolSize=120),
    )
    shape = alt.Shape(
        "family:N", scale=alt.Scale(domain=list(FAMILIES), range=list(SHAPES)), legend=None
    )
    tooltip = [
        alt.Tooltip("platform:N", title="Platform"),
        alt.Tooltip("words:N", title="As quoted"),
    ]
    base = alt.Chart(alt.NamedData("rows"))
    way = base.mark_rule(strokeWidth=2, color=INK[dark], opacity=0.5).encode(
        y=y, x=x, x2="now:Q", tooltip=tooltip
    )
    then = base.mark_point(size=210, filled=False, strokeWidth=2, opacity=1).encode(
        y=y, x=x, color=colour, shape=shape, tooltip=tooltip
    )
    now = base.mark_point(size=110, filled=True, opacity=1).encode(
        y=y, x="now:Q", color=colour, shape=shape, tooltip=tooltip
    )
    layered = alt.layer(way, then, now).properties(height=alt.Step(ROW_HEIGHT))
    return without_data(layered)
