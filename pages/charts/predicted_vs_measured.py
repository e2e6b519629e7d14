"""Predicted against measured throughput of published runs."""

from __future__ import annotations

from typing import Any

from pages.charts.palette import COLOURS, FAMILIES, INK, SHAPES
from pages.charts.spec import without_data

SIZE = 420
DECADES = [10**power for power in range(8)]
POINT, LINE = "point", "line"


def predicted_vs_measured(dark: bool) -> dict[str, Any]:
    """One point a run on logarithmic axes, the diagonal, and the band that holds 80 % of them.

    The data has rows of two kinds: `point` with run, family, measured, predicted [tokens/s and
    accelerator] and words; `line` with line (`exact` or `band`), measured, predicted.
    """
    import altair as alt

    base = alt.Chart(alt.NamedData("rows"))
    axis = alt.Axis(format="~s", values=DECADES, grid=True)
    scale = alt.Scale(type="log", nice=False)
    x = alt.X(
        "measured:Q", title="Measured (tokens/s per accelerator)", axis=axis, scale=scale
    )  # fmt: skip
    y = alt.Y(
        "predicted:Q", title="Predicted (tokens/s per accelerator)", axis=axis, scale=scale
    )  # fmt: skip
    dash = alt.StrokeDash(
        "line:N",
        scale=alt.Scale(domain=["exact", "band"], range=[[1, 0], [5, 4]]),
        legend=None,
    )
    lines = (
        base.transform_filter(f"datum.kind == '{LINE}'")
        .mark_line(color=INK[dark], opacity=0.6, strokeWidth=1.3)
        .encode(x=x, y=y, strokeDash=dash, detail="side:N")
    )
    points = (
        base.transform_filter(f"datum.kind == '{POINT}'")
        .mark_point(size=42, filled=True, opacity=0.55)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "family:N",
                scale=alt.Scale(domain=list(FAMILIES), range=list(COLOURS[dark])),
                legend=alt.Legend(title=None, orient="top", symbolSize=120),
            ),
            shape=alt.Shape(
                "family:N", scale=alt.Scale(domain=list(FAMILIES), range=list(SHAPES)), legend=None
            ),
            tooltip=[
                alt.Tooltip("run:N", title="Run"),
                alt.Tooltip("words:N", title="Throughput"),
                alt.Tooltip("source:N", title="Source"),
            ],
        )
    )
    layered = alt.layer(lines, points).properties(height=SIZE)
    return without_data(layered)
