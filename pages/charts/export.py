"""A chart as a picture, made on this machine: nothing is asked of another host."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from pages.charts.artist import ARTIST
from pages.charts.palette import INK, LINES

WIDTH = 760
# Half the width of a page of A4, and of a column beside another on a screen.
HALF = 400
# With many rows each is lower, down to what two lines of a label take.
TALLEST, LOWEST_ROW = 240, 32
Rows = Sequence[dict[str, Any]]


def svg(spec: dict[str, Any], rows: Rows, title: str) -> bytes:
    """The chart as SVG, light, with its title."""
    return ARTIST.draw("svg", complete(spec, rows, title))


def png(spec: dict[str, Any], rows: Rows, title: str) -> bytes:
    """The chart as PNG at twice the resolution of a screen, light, with its title."""
    return ARTIST.draw("png", complete(spec, rows, title))


def half_svg(spec: dict[str, Any], rows: Rows, title: str, dark: bool) -> bytes:
    """The chart as SVG for half the width of a page.

    Args:
        spec: its specification in that theme.
        rows: its data.
        title: what it shows.
        dark: for a dark page.
    """
    return ARTIST.draw("svg", half(spec, rows, title, dark))


def half_pdf(spec: dict[str, Any], rows: Rows, title: str) -> bytes:
    """The chart as PDF, light, for half the width of a page."""
    return ARTIST.draw("pdf", half(spec, rows, title, dark=False))


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


def half(spec: dict[str, Any], rows: Rows, title: str, dark: bool) -> dict[str, Any]:
    """A specification that stands alone and is as wide as `HALF`, labels and all."""
    whole = complete(spec, rows, title)
    ink, soft = INK[dark], LINES[dark]
    whole["title"] |= {"fontSize": 14, "color": ink, "frame": "bounds"}
    whole |= {
        "background": "transparent",
        "padding": {"left": 2, "top": 2, "bottom": 2, "right": 14},
        "width": HALF,
        "autosize": {"type": "fit-x", "contains": "padding"},
    }
    step = whole["height"]["step"] if isinstance(whole.get("height"), dict) else 0
    if step:
        many = max(1, len({row.get("order") for row in rows}))
        whole["height"] = {"step": max(LOWEST_ROW, min(step, TALLEST / many))}
    text = {"labelColor": ink, "titleColor": ink, "labelFontSize": 11, "titleFontSize": 11}
    whole["config"] |= {
        "axis": {**text, "titleFontWeight": "normal", "gridColor": soft, "domainColor": soft}
        | {"labelSeparation": 8, "tickColor": soft},
        "legend": text,
    }
    return whole
