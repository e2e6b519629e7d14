"""Scenarios to start from, at the top of the first page."""

from __future__ import annotations

import streamlit as st

from model.starting_points import starting_point, starting_points
from pages.shared import form_values, urlstate
from pages.tables.markdown import escaped

_KEY = "starting_point"


def draw() -> None:
    """A row to choose from, and what the chosen scenario's numbers come from."""
    chosen = starting_point(urlstate.scenario())
    st.session_state[_KEY] = chosen.id if chosen else None
    st.pills(
        "Start from",
        list(starting_points()),
        format_func=lambda point: starting_points()[point].name,
        key=_KEY,
        on_change=_start,
        label_visibility="collapsed",
    )
    if chosen:
        st.caption(f"{escaped(chosen.name)}: {escaped(chosen.about)}.", help=escaped(chosen.source))


def _start() -> None:
    """Set every widget at once, so that it is one change of the address."""
    chosen = st.session_state[_KEY]
    if chosen:
        unit = urlstate.scenario().unit
        form_values.seed(st.session_state, starting_points()[chosen].scenario.changed(unit=unit))
