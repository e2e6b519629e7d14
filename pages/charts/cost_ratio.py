"""Trainium's cost over NVIDIA's, by Trainium's MFU and price, with today's place and parity."""

from __future__ import annotations

from typing import Any, Literal

from pages.charts.palette import COLOURS, INK
from pages.charts.spec import without_data

HEIGHT = 380
COLUMNS = ("kind", "mfu", "mfu_to", "price", "price_to", "ratio", "order", "words")
BANDS = ("low", "high")
CORNERS: tuple[tuple[Literal["left", "right"], int], ...] = (("left", 4), ("right", -4))
# Words stand in the corners, where the colours are the families' own.
ON_COLOUR = {False: "#ffffff", True: "#111827"}
# The colour of no difference, by theme; the ends are the families' own colours.
EVEN = {False: "#f5f5f4", True: "#1f2430"}


def cost_ratio(dark: bool) -> dict[str, Any]:
    """Cells coloured by the family that is cheaper, the parity line, and where today lies.

    The data has the columns `COLUMNS`; `kind` says what a row belongs to: `cell`, `region` (what
    holds 80 % of MFU and price), `line` (parity), `low` and `high` (parity where NVIDIA does badly
    or well), `today`, or `left` and `right` for words in the corners.
    """
    import altair as alt

    nvidia, trainium = COLOURS[dark]
    base = alt.Chart(alt.NamedData("rows"))

    def of(kind: str) -> alt.Chart:
        return base.transform_filter(f"datum.kind === '{kind}'")

    x = alt.X(
        "mfu:Q",
        title="Trainium's MFU (share of the dense peak)",
        axis=alt.Axis(format=".0%", tickCount=6, grid=False),
        scale=alt.Scale(zero=False, nice=False),
    )
    y = alt.Y(
        "price:Q",
        title="Trainium's price (USD per chip-hour)",
        axis=alt.Axis(format="$.2f", tickCount=6, grid=False),
        scale=alt.Scale(zero=False, nice=False),
    )
    colour = alt.Color(
        "ratio:Q",
        title="Trainium's cost over NVIDIA's",
        scale=alt.Scale(
            type="log",
            domain=[0.4, 1, 2.5],
            range=[trainium, EVEN[dark], nvidia],
            interpolate="rgb",
            clamp=True,
        ),
        legend=alt.Legend(
            orient="top", format=".0%", values=[0.5, 0.7, 1, 1.4, 2], gradientLength=220
        ),
    )
    tooltip = [alt.Tooltip("words:N", title="Here")]
    cells = (
        of("cell")
        .mark_rect(opacity=1, strokeWidth=0)
        .encode(x=x, x2="mfu_to:Q", y=y, y2="price_to:Q", color=colour)
    ).encode(tooltip=tooltip)
    ink = INK[dark]
    region = of("region").mark_line(color=ink, strokeWidth=1.5, interpolate="linear-closed")
    line = of("line").mark_line(color=ink, strokeWidth=3)
    bands = [of(kind).mark_line(color=ink, strokeWidth=1, strokeDash=[5, 4]) for kind in BANDS]
    today = of("today").mark_point(color=ink, fill=ink, shape="square", size=130, opacity=1)
    words = [
        of(side).mark_text(color=ON_COLOUR[dark], fontSize=13, fontWeight="bold", align=side, dx=dx)
        for side, dx in CORNERS
    ]
    drawn = [
        cells,
        *(band.encode(x=x, y=y, order="order:Q") for band in bands),
        line.encode(x=x, y=y, order="order:Q", tooltip=tooltip),
        region.encode(x=x, y=y, order="order:Q", tooltip=tooltip),
        today.encode(x=x, y=y, tooltip=tooltip),
        *(word.encode(x=x, y=y, text="words:N") for word in words),
    ]
    return without_data(alt.layer(*drawn).properties(height=HEIGHT))
