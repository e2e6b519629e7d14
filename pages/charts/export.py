"""A chart as a picture, made on this machine: nothing is asked of another host."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

VEGA_LITE = "6.1"
WIDTH, SCALE = 760, 2.0
Rows = Sequence[dict[str, Any]]


def svg(spec: dict[str, Any], rows: Rows, title: str) -> bytes:
    """The chart as SVG, light, with its title."""
    # It takes long to import and much memory: only whoever asks for a picture pays for that.
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(
        complete(spec, rows, title), vl_version=VEGA_LITE, allowed_base_urls=[]
    )
    return drawn.encode("utf-8")


def png(spec: dict[str, Any], rows: Rows, title: str) -> bytes:
    """The chart as PNG at twice the resolution of a screen, light, with its title."""
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_png(
        complete(spec, rows, title), vl_version=VEGA_LITE, scale=SCALE, allowed_base_urls=[]
    )
    return drawn


def complete(spec: dict[str, Any], rows: Rows, title: str) -> dict[str, Any]:
    """A specification that stands alone: with its data, a size, a title and a background."""
    whole = copy.deepcopy(spec)
    whole["data"] = {"values": list(rows)}
    whole["title"] = {"text": title, "anchor": "start", "fontSize": 16, "offset": 12}
    whole["background"] = "#ffffff"
    whole["padding"] = 16
    if not {"hconcat", "vconcat", "concat", "facet", "repeat", "spec"} & whole.keys():
        whole.setdefault("width", WIDTH)
    if whole.get("width") == "container":
        whole["width"] = WIDTH
    config = whole.setdefault("config", {})
    config.setdefault("font", "sans-serif")
    config.setdefault("view", {}).setdefault("stroke", None)
    return whole
