"""The calendar of a purchase: what is bought when on each platform, and when the run is done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pages.charts.palette import COLOURS, FAMILIES, INK
from pages.charts.spec import without_data

if TYPE_CHECKING:
    import altair as alt

ROW_HEIGHT = 64
COLUMNS = (
    "platform", "family", "order", "start", "end", "sure", "text", "what", "low", "median",
    "high", "done", "deadline", "by",
)  # fmt: skip


def purchase_calendar(dark: bool, dated: bool) -> dict[str, Any]:
    """One row a platform: purchases as bars, below them when the run is done, the deadline across.

    The data has the columns `COLUMNS`: label, family, rank; of a purchase its first and last day,
    whether it is paid in any case, its cost and what it is in words; in rows of their own the 80 %
    range of the last day with its median and in words; and the deadline in one row of its own.

    Args:
        dark: for the dark theme.
        dated: days are dates, not numbers counted from the start.
    """
    import altair as alt

    kind, form = ("T", "%d %b %y") if dated else ("Q", "d")
    title = "Date" if dated else "Days from the start"
    y = _platforms()
    axis = alt.Axis(tickCount=5, grid=True, format=form, labelOverlap=True)
    x = alt.X(f"start:{kind}", title=title, axis=axis)
    colour = alt.Color(
        "family:N",
        scale=alt.Scale(domain=list(FAMILIES), range=list(COLOURS[dark])),
        legend=alt.Legend(title=None, orient="top", symbolType="square"),
    )
    bought = [
        alt.Tooltip("platform:N", title="Platform"),
        alt.Tooltip("what:N", title="Bought"),
        alt.Tooltip("text:N", title="Cost"),
    ]
    rows = alt.Chart(alt.NamedData("rows"))
    bars = rows.transform_filter("isValid(datum.start)")
    bar = bars.mark_bar(height=20, cornerRadius=3, yOffset=-8, stroke=INK[dark]).encode(
        y=y, x=x, x2="end:" + kind, color=colour, tooltip=bought,
        opacity=alt.Opacity(
            "sure:N", scale=alt.Scale(domain=[True, False], range=[0.9, 0.35]), legend=None
        ),
    )  # fmt: skip
    words = (
        bars.transform_filter("datum.order_in_row == 0")
        .mark_text(dy=-25, fontSize=12, align="left", color=INK[dark])
        .encode(y=y, x=x, text="total:N")
    )
    layered = alt.layer(bar, words, *_finish(rows, y, kind, dark), _deadline(rows, kind, dark))
    return without_data(layered.properties(height=alt.Step(ROW_HEIGHT)))


def _platforms() -> alt.Y:
    """A row for each platform, in the order of the data."""
    import altair as alt

    return alt.Y(
        "platform:N",
        sort=alt.EncodingSortField(field="order", op="min", order="ascending"),
        title=None,
        axis=alt.Axis(
            labelExpr="split(datum.label, '|')",
            labelLimit=200,
            labelLineHeight=14,
            labelOffset=-7,
            ticks=False,
            offset=4,
        ),
    )


def _finish(rows: alt.Chart, y: alt.Y, kind: str, dark: bool) -> list[alt.Chart]:
    """When the run is done: its 80 % range below the bars, with the median."""
    import altair as alt

    done = [
        alt.Tooltip("platform:N", title="Platform"),
        alt.Tooltip("done:N", title="Done, 80 % range"),
    ]
    finish = rows.transform_filter("isValid(datum.low)")
    span = finish.mark_rule(strokeWidth=3, color=INK[dark], yOffset=13)
    median = finish.mark_point(
        size=80, filled=True, opacity=1, shape="diamond", color=INK[dark], yOffset=13
    )
    return [
        span.encode(y=y, x=alt.X(f"low:{kind}"), x2="high:" + kind, tooltip=done),
        median.encode(y=y, x=alt.X(f"median:{kind}"), tooltip=done),
    ]


def _deadline(rows: alt.Chart, kind: str, dark: bool) -> alt.Chart:
    import altair as alt

    line = rows.transform_filter("isValid(datum.deadline)").mark_rule(
        strokeWidth=2, strokeDash=[6, 4], color=INK[dark]
    )
    drawn: alt.Chart = line.encode(
        x=alt.X(f"deadline:{kind}"), tooltip=[alt.Tooltip("by:N", title="Deadline")]
    )
    return drawn


calendar_in_days = partial(purchase_calendar, dated=False)
calendar_in_dates = partial(purchase_calendar, dated=True)
