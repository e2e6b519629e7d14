"""Cost against finish time and against cluster size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pages.charts.palette import COLOURS, FAMILIES, INK, SHAPES
from pages.charts.spec import without_data

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 340
FRONTIER_COLUMNS = (
    "platform", "family", "days", "chips", "low", "median", "high", "band", "name", "chosen", "tip",
)  # fmt: skip


def cost_by_days(dark: bool) -> dict[str, Any]:
    """Cost over the days a run takes; see `_frontier`."""
    import altair as alt

    return _frontier(
        dark,
        alt.X(
            "days:Q",
            title="Days to finish (a longer run to the right)",
            scale=alt.Scale(type="log", nice=False, padding=12),
            axis=alt.Axis(format=",~r", tickCount=6, grid=True),
        ),
    )


def cost_by_size(dark: bool) -> dict[str, Any]:
    """Cost over the chips of the cluster; see `_frontier`."""
    import altair as alt

    return _frontier(
        dark,
        alt.X(
            "chips:Q",
            title="Accelerators in the cluster",
            scale=alt.Scale(type="log", base=2, nice=False, padding=12),
            axis=alt.Axis(format=",~r", tickCount=6, grid=True),
        ),
    )


def _frontier(dark: bool, x: alt.X) -> dict[str, Any]:
    """A line a platform, a band for the 80 % range of two of them, a mark for today's choice.

    The data has the columns `FRONTIER_COLUMNS`: platform, family, days, chips, three amounts [the
    scenario's unit], whether its band is drawn, a name at the end of the line, whether this is
    the size the scenario takes, and words on touch.
    """
    import altair as alt

    scale = alt.Scale(domain=list(FAMILIES), range=list(COLOURS[dark]))
    colour = alt.Color(
        "family:N",
        scale=scale,
        legend=alt.Legend(title=None, orient="top", symbolSize=120, symbolOpacity=1),
    )
    shape = alt.Shape(
        "family:N", scale=alt.Scale(domain=list(FAMILIES), range=list(SHAPES)), legend=None
    )
    y = alt.Y(
        "low:Q",
        title="US dollars for the whole run",
        scale=alt.Scale(type="log", nice=False, padding=16),
        axis=alt.Axis(format="$~s", tickCount=5, grid=True),
    )
    tooltip = [
        alt.Tooltip("platform:N", title="Platform"),
        alt.Tooltip("tip:N", title="Cluster"),
    ]
    base = alt.Chart(alt.NamedData("rows"))
    order = alt.Order("days:Q")
    band = (
        base.transform_filter("datum.band")
        .mark_area(opacity=0.16)
        .encode(x=x, y=y, y2="high:Q", color=colour, detail="platform:N")
    )
    line = base.mark_line(strokeWidth=2).encode(
        x=x,
        y="median:Q",
        color=colour,
        detail="platform:N",
        order=order,
        opacity=alt.condition("datum.band", alt.value(1), alt.value(0.45)),
    )
    point = base.mark_point(filled=True).encode(
        x=x,
        y="median:Q",
        color=colour,
        shape=shape,
        tooltip=tooltip,
        size=alt.condition("datum.chosen", alt.value(190), alt.value(40)),
        opacity=alt.condition("datum.band || datum.chosen", alt.value(1), alt.value(0.6)),
    )
    name = (
        base.transform_filter("datum.name != ''")
        .mark_text(align="left", dx=8, dy=-10, fontSize=12, color=INK[dark])
        .encode(x=x, y="median:Q", text="name:N")
    )
    return without_data(alt.layer(band, line, point, name).properties(height=HEIGHT))
