"""Single fields of the scenario, for the form and for pages that draw inputs of their own."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from model.run_defaults import RunDefault
from model.scenario import Scenario
from model.scenario.purchase_inputs import EARLIEST, LATEST
from pages.shared import form_values, labels
from pages.tables.markdown import escaped


def count(name: str, label: str, about: str) -> None:
    """A whole-number field of the scenario, with what is wrong with it below."""
    low, high = labels.bounds(Scenario, name)
    st.number_input(label, low, high, step=1, key=name, help=about)
    mistake(name)


def optional_count(name: str, label: str, about: str, defaults: Mapping[str, RunDefault]) -> None:
    """A whole-number field that may be left empty for the published default, shown in it."""
    low, high = labels.bounds(Scenario, name)
    default = defaults.get(name)
    st.number_input(
        label,
        low,
        high,
        value=None,
        step=1,
        key=name,
        help=about or None,
        placeholder=f"{default.value:,.0f} assumed" if default else None,
    )
    mistake(name)


def start(about: str) -> None:
    """The first day of the scenario, which may be left open."""
    st.date_input(
        "Start", value=None, min_value=EARLIEST, max_value=LATEST, key="start", help=about
    )
    mistake("start")


def mistake(name: str) -> None:
    """Say what is wrong with a field, if anything is."""
    text = form_values.mistakes(st.session_state).get(name)
    if text:
        st.error(escaped(text))
