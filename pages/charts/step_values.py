"""Values of a step log in order, with what was used of them."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import COLOURS, FAMILIES, INK, SHAPES
from pages.charts.spec import without_data

HEIGHT = 200


def step_values(dark: bool) -> dict[str, Any]:
    """One point a step and a line at the median of the steady part.

    The data has the columns order, value, median [unit of the log], family and words.
    """
    import altair as alt

    base = alt.Chart(alt.NamedData("rows"))
    x = alt.X("order:Q", title="Step found in the log", axis=alt.Axis(format="d", grid=False))
    y = alt.Y(
        "value:Q",
        title="Value in the log",
        axis=alt.Axis(format="~s", tickCount=4),
        scale=alt.Scale(zero=True),
    )
    tooltip = [alt.Tooltip("words:N", title="Step")]
    points = base.mark_point(size=34, filled=True, opacity=0.7).encode(
        x=x,
        y=y,
        color=alt.Color(
            "family:N",
            scale=alt.Scale(domain=list(FAMILIES), range=list(COLOURS[dark])),
            legend=None,
        ),
        shape=alt.Shape(
            "family:N", scale=alt.Scale(domain=list(FAMILIES), range=list(SHAPES)), legend=None
        ),
        tooltip=tooltip,
    )
    median = base.mark_line(color=INK[dark], strokeDash=[5, 4], strokeWidth=1.3).encode(
        x=x, y="median:Q"
    )
    layered = alt.layer(points, median).properties(height=HEIGHT)
    return without_data(layered)
