"""The switch that says what costs are counted in, for every page that shows any."""

from __future__ import annotations

from typing import Any

import streamlit as st

from model.comparison.unit_words import UNIT_WORDS
from model.unit import Unit
from pages.charts.spec import with_axis

_ABOUT = "; ".join(f"{words.short}: {words.about}" for words in UNIT_WORDS.values())


def switch() -> None:
    """Draw the switch; its value is the scenario's unit."""
    st.segmented_control(
        "Count in",
        [str(unit) for unit in Unit],
        format_func=lambda unit: UNIT_WORDS[Unit(unit)].short.replace("$", "\\$"),
        key="unit",
        required=True,
        wrap=True,
        help=_ABOUT.replace("$", "\\$"),
    )


def in_unit(spec: dict[str, Any], unit: Unit, channel: str = "x") -> dict[str, Any]:
    """A chart's specification with the unit on the axis that counts costs."""
    words = UNIT_WORDS[unit]
    return with_axis(spec, channel, words.axis, words.axis_label)
