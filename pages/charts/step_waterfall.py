"""Where the cost goes on two platforms, part after part."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import COLOURS, FAMILIES, INK
from pages.charts.spec import without_data

ROW_HEIGHT = 32
WATERFALL_COLUMNS = ("part", "order", "platform", "slot", "family", "start", "end", "words", "tip")


def step_waterfall(dark: bool) -> dict[str, Any]:
    """One row a part and one bar a platform, each starting where the part before ended.

    The data has the columns `WATERFALL_COLUMNS`: part, its rank, platform, its rank, family, two
    amounts [the scenario's unit], words beside the bar and words on touch.
    """
    import altair as alt

    y = alt.Y(
        "part:N",
        sort=alt.EncodingSortField(field="order", op="min", order="ascending"),
        title=None,
        axis=alt.Axis(
            labelExpr="split(datum.label, '|')",
            labelLimit=150,
            labelLineHeight=14,
            labelOffset=-7,
            ticks=False,
            offset=4,
        ),
    )
    offset = alt.YOffset("slot:N", scale=alt.Scale(paddingInner=0.15, paddingOuter=0.2))
    x = alt.X(
        "start:Q",
        title="US dollars for the whole run",
        axis=alt.Axis(format="$~s", tickCount=5, grid=True),
        scale=alt.Scale(zero=True, nice=True),
    )
    colour = alt.Color(
        "family:N",
        scale=alt.Scale(domain=list(FAMILIES), range=list(COLOURS[dark])),
        legend=alt.Legend(title=None, orient="top", symbolSize=120),
    )
    tooltip = [
        alt.Tooltip("platform:N", title="Platform"),
        alt.Tooltip("tip:N", title="Part"),
    ]
    base = alt.Chart(alt.NamedData("rows"))
    bars = base.mark_bar(cornerRadius=2).encode(
        y=y, yOffset=offset, x=x, x2="end:Q", color=colour, tooltip=tooltip
    )
    words = base.mark_text(align="left", dx=4, fontSize=11, color=INK[dark]).encode(
        y=y, yOffset=offset, x="end:Q", text="words:N", tooltip=tooltip
    )
    return without_data(alt.layer(bars, words).properties(height=alt.Step(ROW_HEIGHT / 2)))
