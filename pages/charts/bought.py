"""What a budget buys on each platform, with its range: one chart for each goal."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import COLOURS, FAMILIES, INK, SHAPES
from pages.charts.spec import without_data

ROW_HEIGHT = 46
COLUMNS = ("platform", "family", "order", "low", "median", "high", "text", "words")


def bought_tokens(dark: bool) -> dict[str, Any]:
    """Training tokens of each platform, most on top."""
    return _bought(dark, "Training tokens", "~s", zero=True)


def bought_parameters(dark: bool) -> dict[str, Any]:
    """Parameters of the largest model of each platform, largest on top."""
    return _bought(dark, "Parameters of the model", "~s", zero=True)


def bought_loss(dark: bool) -> dict[str, Any]:
    """Predicted loss of each platform, lowest on top."""
    return _bought(dark, "Predicted loss (nats per token)", ".2f", zero=False)


def _bought(dark: bool, title: str, number: str, *, zero: bool) -> dict[str, Any]:
    """A point with its 80 % range on each row.

    The data has the columns `COLUMNS`: two-line label, family, rank, three amounts, the range in
    words, and all of it in words.
    """
    import altair as alt

    y = alt.Y(
        "platform:N",
        sort=alt.EncodingSortField(field="order", op="min", order="ascending"),
        title=None,
        axis=alt.Axis(
            labelExpr="split(datum.label, '|')",
            labelLimit=190,
            labelLineHeight=14,
            labelOffset=-7,
            ticks=False,
            offset=4,
        ),
    )
    x = alt.X(
        "low:Q",
        title=title,
        # The SI prefix for a thousand millions is G; people in this trade say B.
        axis=alt.Axis(
            format=number, labelExpr="replace(datum.label, 'G', 'B')", tickCount=5, grid=True
        ),
        scale=alt.Scale(zero=zero, nice=True),
    )
    domain = list(FAMILIES)
    colour = alt.Color(
        "family:N",
        scale=alt.Scale(domain=domain, range=list(COLOURS[dark])),
        legend=alt.Legend(title=None, orient="top", symbolSize=120, symbolOpacity=1),
    )
    shape = alt.Shape("family:N", scale=alt.Scale(domain=domain, range=list(SHAPES)), legend=None)
    tooltip = [
        alt.Tooltip("platform:N", title="Platform"),
        alt.Tooltip("words:N", title="The budget buys"),
    ]
    base = alt.Chart(alt.NamedData("rows"))
    span = base.mark_rule(strokeWidth=5, opacity=0.45, strokeCap="round").encode(
        y=y, x=x, x2="high:Q", color=colour, tooltip=tooltip
    )
    point = base.mark_point(size=170, filled=True, opacity=1).encode(
        y=y, x="median:Q", color=colour, shape=shape, tooltip=tooltip
    )
    words = base.mark_text(dy=-15, fontSize=12, color=INK[dark]).encode(
        y=y, x="median:Q", text="text:N", tooltip=tooltip
    )
    return without_data(alt.layer(span, point, words).properties(height=alt.Step(ROW_HEIGHT)))
