"""Chart specifications: structure only, the data comes with each run. Nothing is drawn here.

Altair takes longer to import than a visitor waits for the answer, so the specifications are built
once, by `make charts`, and kept beside this file as the Vega-Lite that the pages load.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

SPECS = Path(__file__).parent / "chart_specs"
FAMILIES = ("NVIDIA", "Trainium")
# Told apart by people with any colour vision, and by shape and lightness in grey.
_COLOURS = {False: ("#0e6e8c", "#b45309"), True: ("#5cc3e0", "#f5a524")}
_INK = {False: "#111827", True: "#eef2f7"}
_SHAPES = ("circle", "square")
ROW_HEIGHT = 46
COST_COLUMNS = ("platform", "family", "order", "low", "median", "high", "range")


def cost_by_platform(dark: bool) -> dict[str, Any]:
    """Cost of each platform as a point with its 80 % interval, cheapest on top.

    The data has the columns `COST_COLUMNS`: label, family, rank, three costs [USD], words.
    """
    import altair as alt

    order = alt.EncodingSortField(field="order", op="min", order="ascending")
    # A label has two lines: the platform, and its cluster and days.
    axis = alt.Axis(
        labelExpr="split(datum.label, '|')",
        labelLimit=190,
        labelLineHeight=14,
        labelOffset=-7,
        ticks=False,
        offset=4,
    )
    y = alt.Y("platform:N", sort=order, title=None, axis=axis)
    colour = alt.Color(
        "family:N",
        scale=alt.Scale(domain=list(FAMILIES), range=list(_COLOURS[dark])),
        legend=alt.Legend(title=None, orient="top", symbolSize=120),
    )
    shape = alt.Shape(
        "family:N", scale=alt.Scale(domain=list(FAMILIES), range=list(_SHAPES)), legend=None
    )
    cost = alt.X(
        "low:Q",
        title="Cost of the whole run (US dollars)",
        axis=alt.Axis(format="$~s", tickCount=5, grid=True),
        scale=alt.Scale(zero=True, nice=True),
    )
    tooltip = [
        alt.Tooltip("platform:N", title="Platform"),
        alt.Tooltip("range:N", title="Cost, 80 % range"),
    ]
    base = alt.Chart(alt.NamedData("rows"))
    span = base.mark_rule(strokeWidth=5, opacity=0.45, strokeCap="round").encode(
        y=y, x=cost, x2="high:Q", color=colour, tooltip=tooltip
    )
    point = base.mark_point(size=170, filled=True, opacity=1).encode(
        y=y, x="median:Q", color=colour, shape=shape, tooltip=tooltip
    )
    words = base.mark_text(dy=-15, fontSize=12, color=_INK[dark]).encode(
        y=y, x="median:Q", text="range:N", tooltip=tooltip
    )
    layered = alt.layer(span, point, words).properties(height=alt.Step(ROW_HEIGHT))
    return _without_data(layered)


def load(name: str, dark: bool) -> dict[str, Any]:
    """A specification built before, for `st.vega_lite_chart` with the data of the run."""
    spec: dict[str, Any] = json.loads(_file(name, dark).read_text(encoding="utf-8"))
    return spec


def build() -> None:
    """Write every specification, in both themes."""
    SPECS.mkdir(exist_ok=True)
    for name, chart in CHARTS.items():
        for dark in (False, True):
            text = json.dumps(chart(dark), indent=1, sort_keys=True)
            _file(name, dark).write_text(text + "\n", encoding="utf-8")


def _file(name: str, dark: bool) -> Path:
    return SPECS / f"{name}_{'dark' if dark else 'light'}.json"


def _without_data(chart: alt.TopLevelMixin) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict(validate=False)
    for part in (spec, *spec["layer"]):
        part.pop("data", None)
    spec.pop("datasets", None)
    return spec


CHARTS: Mapping[str, Callable[[bool], dict[str, Any]]] = MappingProxyType(
    {"cost_by_platform": cost_by_platform}
)

if __name__ == "__main__":
    build()
