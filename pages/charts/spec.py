"""What turns an Altair chart into a specification without data, and an axis into another unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt


def without_data(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The Vega-Lite of a chart whose data comes with each run."""
    spec: dict[str, Any] = chart.to_dict(validate=False)
    _drop_data(spec)
    spec.pop("datasets", None)
    return spec


def with_axis(spec: dict[str, Any], channel: str, title: str, label: str) -> dict[str, Any]:
    """A layered specification whose axis says another unit; the rest it shares with the old one.

    Args:
        spec: a specification whose first layer has the axis.
        channel: `x` or `y`.
        title: of the axis.
        label: how its numbers are written, as a Vega expression of `datum.value`.
    """
    first, *others = spec["layer"]
    old = first["encoding"][channel]
    axis = {**old, "title": title, "axis": {**old.get("axis", {}), "labelExpr": label}}
    encoding = {**first["encoding"], channel: axis}
    return {**spec, "layer": [{**first, "encoding": encoding}, *others]}


def _drop_data(part: dict[str, Any]) -> None:
    part.pop("data", None)
    for kind in ("layer", "hconcat", "vconcat", "concat"):
        for inner in part.get(kind, ()):
            _drop_data(inner)
    if isinstance(part.get("spec"), dict):
        _drop_data(part["spec"])
