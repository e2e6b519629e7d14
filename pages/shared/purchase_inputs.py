"""The inputs of the Purchase plan page."""

from __future__ import annotations

import streamlit as st

from pages.shared import fields


def draw() -> None:
    """Draw when the run starts, how sure it has to be, and what can be counted on."""
    first, second, third = st.columns(3, vertical_alignment="bottom")
    with first:
        fields.start("First day of the run. Without one, days are counted from day 0.")
    with second:
        fields.count(
            "sure_percent",
            "Sure to be done in time (%)",
            "The plan is the cheapest one that is done by the deadline at least this surely.",
        )
    with third:
        fields.count(
            "spot_limit",
            "Spot instances to count on",
            "How many can be had at once is published nowhere; with 0 no plan uses spot.",
        )
    st.checkbox(
        "Other work uses the rest of a one-year or three-year commitment",
        key="term_shared",
        help="Otherwise the whole term is paid by this run.",
    )
