"""Where so many instances can be bought, and how: region by purchase option."""

from __future__ import annotations

import streamlit as st

from pages.shared import fields, labels
from pages.tables import availability as tables
from pages.tables.markdown import escaped
from pricing import PriceBook, PurchaseOption, availability


def draw(book: PriceBook, types: list[str]) -> None:
    """Draw the question, its answer in a sentence, and the matrix.

    Args:
        book: the prices.
        types: instance types to choose from, those of the scenario first.
    """
    kind, many, long = st.columns(3, vertical_alignment="bottom")
    with kind:
        st.selectbox("Instance type", types, key="buy_type", format_func=labels.platform)
    with many:
        fields.count("buy_instances", "Instances", "How many at one time.")
    with long:
        fields.count("buy_days", "Days", "For how long.")
    state = st.session_state
    wanted = state["buy_type"], state["buy_instances"], state["buy_days"]
    found = availability(book, *wanted)
    st.markdown(escaped(tables.availability_sentence(found, *wanted[:2])))
    if found:
        titles = {str(option): labels.purchase_option(option) for option in PurchaseOption}
        st.markdown(tables.availability_table(found, titles))
        for limit in tables.availability_limits(found, titles):
            st.caption(limit)
