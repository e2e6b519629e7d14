"""What moves the answer most: one bar an input, from its low to its high end."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import COLOURS, FAMILIES, INK
from pages.charts.spec import without_data

ROW_HEIGHT = 38
COLUMNS = ("input", "order", "end", "ratio", "base", "favours", "words")


def what_moves_it(dark: bool) -> dict[str, Any]:
    """Half-bars from the answer as it stands to where each end of an input moves it.

    The data has the columns `COLUMNS`: two-line label, rank, cost of Trainium over NVIDIA's at
    that end and as it stands, the family that this end favours, and the end in words.
    """
    import altair as alt

    y = alt.Y(
        "input:N",
        sort=alt.EncodingSortField(field="order", op="min", order="ascending"),
        title=None,
        axis=alt.Axis(
            labelExpr="split(datum.label, '|')",
            labelLimit=165,
            labelLineHeight=14,
            labelOffset=-7,
            ticks=False,
            offset=4,
        ),
    )
    x = alt.X(
        "base:Q",
        title="Trainium's cost over NVIDIA's",
        axis=alt.Axis(format=".0%", tickCount=6, grid=True),
        scale=alt.Scale(zero=False, nice=True),
    )
    colour = alt.Color(
        "favours:N",
        scale=alt.Scale(domain=list(FAMILIES), range=list(COLOURS[dark])),
        legend=alt.Legend(title="Better for", orient="top", symbolType="square"),
    )
    base = alt.Chart(alt.NamedData("rows"))
    bars = base.mark_bar(height=16).encode(
        y=y,
        x=x,
        x2="ratio:Q",
        color=colour,
        tooltip=[alt.Tooltip("input:N", title="Input"), alt.Tooltip("words:N", title="Here")],
    )
    even = base.transform_calculate(even="1").mark_rule(
        color=INK[dark], strokeWidth=2, strokeDash=[4, 3]
    )
    return without_data(
        alt.layer(bars, even.encode(x="even:Q")).properties(height=alt.Step(ROW_HEIGHT))
    )
