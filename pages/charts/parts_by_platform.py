"""What a whole is made of, platform by platform: a stacked bar in steps of grey."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import INK, RAMP, SURFACE
from pages.charts.spec import without_data

ROW_HEIGHT = 40
PART_COLUMNS = ("platform", "order", "part", "rank", "start", "end", "mark", "words", "tip")


def cost_parts(dark: bool) -> dict[str, Any]:
    """What the cost of a run is spent on; see `parts_by_platform`."""
    return parts_by_platform(dark, "US dollars for the whole run", "$~s")


def memory_parts(dark: bool) -> dict[str, Any]:
    """What fills the memory of an accelerator, against what it has; see `parts_by_platform`."""
    return parts_by_platform(dark, "Memory per accelerator (GiB)", "~s")


def parts_by_platform(dark: bool, title: str, number_format: str) -> dict[str, Any]:
    """One bar a platform, its parts one after the other, and a mark such as the capacity.

    The data has the columns `PART_COLUMNS`: platform, its rank, part, its rank, two ends, the
    mark (null for none), words after the bar and words on touch.
    """
    import altair as alt

    y = alt.Y(
        "platform:N",
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
    x = alt.X(
        "start:Q",
        title=title,
        axis=alt.Axis(format=number_format, tickCount=5, grid=True),
        scale=alt.Scale(zero=True, nice=True),
    )
    colour = alt.Color(
        "part:N",
        sort=alt.EncodingSortField(field="rank", op="min", order="ascending"),
        scale=alt.Scale(range=list(RAMP[dark])),
        legend=alt.Legend(
            title=None,
            orient="top",
            # Three columns are cut off on a phone.
            columns=alt.ExprRef("width < 350 ? 1 : 3"),
            symbolType="square",
            labelLimit=150,
        ),
    )
    tooltip = [
        alt.Tooltip("platform:N", title="Platform"),
        alt.Tooltip("tip:N", title="Part"),
    ]
    base = alt.Chart(alt.NamedData("rows"))
    bars = base.mark_bar(stroke=SURFACE[dark], strokeWidth=1, height=16).encode(
        y=y, x=x, x2="end:Q", color=colour, tooltip=tooltip
    )
    mark = base.mark_tick(thickness=3, size=26, color=INK[dark]).encode(
        y=y, x="mark:Q", tooltip=tooltip
    )
    words = base.mark_text(align="left", dx=4, dy=-16, fontSize=11, color=INK[dark]).encode(
        y=y, x=alt.value(0), text="words:N", tooltip=tooltip
    )
    return without_data(alt.layer(bars, mark, words).properties(height=alt.Step(ROW_HEIGHT)))
