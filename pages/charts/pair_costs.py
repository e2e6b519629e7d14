"""What the same work costs on the second instance of each measured pair."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import INK
from pages.charts.spec import without_data

ROW_HEIGHT = 36
COLUMNS = ("label", "pair", "order", "cost", "search", "text", "asked", "reading")


def pair_costs(dark: bool) -> dict[str, Any]:
    """One row a pair, with a line where each reading of the claim lies.

    The data has the columns `COLUMNS`: label of two lines, name, rank, cost over the cost before
    [%], what kind of work it is, the change in words; the rows of the lines have `asked` [%] and
    `reading` instead.
    """
    import altair as alt

    y = alt.Y(
        "label:N",
        sort=alt.EncodingSortField(field="order", op="min", order="ascending"),
        title=None,
        axis=alt.Axis(
            labelExpr="split(datum.label, '|')",
            labelLimit=250,
            labelLineHeight=13,
            labelOffset=-6,
            ticks=False,
            labelPadding=8,
        ),
    )
    x = alt.X(
        "cost:Q",
        title="Cost, % of before",
        axis=alt.Axis(values=[0, 50, 100, 150], grid=True),
        scale=alt.Scale(domainMin=0, domainMax=165),
    )
    tooltip = [alt.Tooltip("pair:N", title="Pair"), alt.Tooltip("text:N", title="Same work")]
    pairs = alt.Chart(alt.NamedData("rows")).transform_filter("isValid(datum.cost)")
    shape = alt.Shape(
        "search:N",
        scale=alt.Scale(
            domain=[
                "search and inference",
                "other work",
                "beside it: from a GPU",
            ],
            range=["circle", "triangle-up", "square"],
        ),
        legend=alt.Legend(title=None, orient="top", columns=1, labelLimit=240),
    )
    point = pairs.mark_point(size=110, filled=True, opacity=0.9, color=INK[dark]).encode(
        y=y, x=x, shape=shape, tooltip=tooltip
    )
    lines = (
        alt.Chart(alt.NamedData("rows"))
        .transform_filter("isValid(datum.asked)")
        .mark_rule(strokeWidth=2, strokeDash=[6, 4], color=INK[dark])
        .encode(x="asked:Q", tooltip=[alt.Tooltip("reading:N", title="Asked for")])
    )
    return without_data(alt.layer(point, lines).properties(height=alt.Step(ROW_HEIGHT)))
