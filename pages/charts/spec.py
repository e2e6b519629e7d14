"""What turns an Altair chart into a specification without data."""

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


def _drop_data(part: dict[str, Any]) -> None:
    part.pop("data", None)
    for kind in ("layer", "hconcat", "vconcat", "concat"):
        for inner in part.get(kind, ()):
            _drop_data(inner)
    if isinstance(part.get("spec"), dict):
        _drop_data(part["spec"])
