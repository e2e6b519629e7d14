"""The switch that says what costs are counted in, for every page that shows any."""

from __future__ import annotations

from typing import Any

import streamlit as st

from model.comparison.unit_words import UNIT_WORDS
from model.unit import Unit
from pages.charts.spec import with_axis
from pages.shared import urlstate
from pages.tables.markdown import escaped

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


def note(about: str) -> None:
    """Say what the unit does not change on a page, where it is not dollars already.

    Args:
        about: one sentence on money, for every unit but dollars.
    """
    unit = urlstate.scenario().unit
    if unit is not Unit.USD:
        energy = "" if unit.of_money else " Electricity and emissions of a run are on Compare."
        st.caption(escaped(f"{about}{energy}"))


def in_unit(spec: dict[str, Any], unit: Unit, channel: str = "x") -> dict[str, Any]:
    """A chart's specification with the unit on the axis that counts costs."""
    words = UNIT_WORDS[unit]
    return with_axis(spec, channel, words.axis, words.axis_label)
