"""How the price of each platform moved, each change a mark."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import COLOURS, FAMILIES, INK, SHAPES
from pages.charts.spec import without_data

HEIGHT = 320
COLUMNS = ("platform", "family", "day", "usd", "said", "change", "last")


def price_history(dark: bool) -> dict[str, Any]:
    """A stepped line a platform, a mark for each change, its name at the end.

    The data has the columns `COLUMNS`: label, family, day (ISO), price [USD per unit], what
    happened in words, whether the price changed on that day, and whether it is the line's end.
    """
    import altair as alt

    domain = list(FAMILIES)
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6, labelOverlap=True))
    y = alt.Y(
        "usd:Q",
        title="US dollars per unit",
        axis=alt.Axis(format="$,~f", tickCount=5),
        scale=alt.Scale(zero=True, nice=True),
    )
    colour = alt.Color(
        "family:N",
        scale=alt.Scale(domain=domain, range=list(COLOURS[dark])),
        legend=alt.Legend(title=None, orient="top", symbolSize=120),
    )
    shape = alt.Shape("family:N", scale=alt.Scale(domain=domain, range=list(SHAPES)), legend=None)
    tooltip = [
        alt.Tooltip("platform:N", title="Platform"),
        alt.Tooltip("day:T", title="Day", format="%d %b %Y"),
        alt.Tooltip("said:N", title="Price"),
    ]
    base = alt.Chart(alt.NamedData("rows")).encode(x=x, y=y, color=colour)
    line = base.mark_line(interpolate="step-after", strokeWidth=2).encode(detail="platform:N")
    changes = (
        base.transform_filter("datum.change")
        .mark_point(size=70, filled=True, opacity=1)
        .encode(shape=shape, tooltip=tooltip)
    )
    names = (
        alt.Chart(alt.NamedData("rows"))
        .transform_filter("datum.last")
        .mark_text(align="right", dy=-8, dx=2, fontSize=11, color=INK[dark])
        .encode(x=x, y=y, text="platform:N")
    )
    return without_data(alt.layer(line, changes, names).properties(height=HEIGHT))
