"""What each platform costs per unit of capacity, here and in the other regions."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import COLOURS, FAMILIES, INK, SHAPES
from pages.charts.spec import without_data

ROW_HEIGHT = 44
COLUMNS = ("platform", "family", "order", "usd", "here", "text", "where")


def price_by_region(dark: bool) -> dict[str, Any]:
    """One row a platform: where the scenario buys large and with its price, other regions small.

    The data has the columns `COLUMNS`: label, family, rank, price [USD per unit], whether it is
    where the scenario buys, that price in words, and the place in words. The unit stands in the
    page's heading, as it changes with the user's choice.
    """
    import altair as alt

    y = alt.Y(
        "platform:N",
        sort=alt.EncodingSortField(field="order", op="min", order="ascending"),
        title=None,
        axis=alt.Axis(labelLimit=220, ticks=False, labelPadding=8),
    )
    x = alt.X(
        "usd:Q",
        title="US dollars per unit",
        axis=alt.Axis(format="$,~f", tickCount=5, grid=True),
        scale=alt.Scale(zero=True, nice=True),
    )
    domain = list(FAMILIES)
    colour = alt.Color(
        "family:N",
        scale=alt.Scale(domain=domain, range=list(COLOURS[dark])),
        legend=alt.Legend(title=None, orient="top", symbolSize=120),
    )
    shape = alt.Shape("family:N", scale=alt.Scale(domain=domain, range=list(SHAPES)), legend=None)
    tooltip = [
        alt.Tooltip("platform:N", title="Platform"),
        alt.Tooltip("where:N", title="Price"),
    ]
    base = alt.Chart(alt.NamedData("rows")).encode(y=y, x=x, color=colour, tooltip=tooltip)
    elsewhere = base.transform_filter("!datum.here").mark_tick(thickness=2, size=16, opacity=0.55)
    here = base.transform_filter("datum.here")
    point = here.mark_point(size=170, filled=True, opacity=1).encode(shape=shape)
    words = (
        alt.Chart(alt.NamedData("rows"))
        .transform_filter("datum.here")
        .mark_text(dy=-14, fontSize=12, color=INK[dark])
        .encode(y=y, x=x, text="text:N", tooltip=tooltip)
    )
    return without_data(alt.layer(elsewhere, point, words).properties(height=alt.Step(ROW_HEIGHT)))
