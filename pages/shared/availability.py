"""Where so many instances can be bought, and how: region by purchase option."""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages.shared import downloads, fields, labels
from pages.tables import availability as tables
from pages.tables.markdown import escaped
from pricing import PriceBook, PurchaseOption, availability, last_start


def draw(book: PriceBook, types: list[str], today: date) -> None:
    """Draw the question, its answer in a sentence, and the matrix.

    Args:
        book: the prices.
        types: instance types to choose from, those of the scenario first.
        today: from which a start is counted.
    """
    kind, many, long, when = st.columns([2, 1, 1, 1], vertical_alignment="bottom")
    with kind:
        st.selectbox("Instance type", types, key="buy_type", format_func=labels.platform)
    with many:
        fields.count("buy_instances", "Instances", "How many at one time.")
    with long:
        fields.count("buy_days", "Days", "For how long.")
    with when:
        fields.start("First day wanted; today without one. The Purchase plan starts then too.")
    state = st.session_state
    wanted = state["buy_type"], state["buy_instances"], state["buy_days"]
    ahead = max(0, (state["start"] - today).days) if state["start"] else 0
    found = availability(book, *wanted, ahead)
    st.markdown(escaped(tables.availability_sentence(found, *wanted[:2])))
    if found:
        titles = {str(option): labels.purchase_option(option) for option in PurchaseOption}
        matrix = tables.availability_table(found, titles)
        st.markdown(matrix)
        downloads.draw("buy", {"Where to buy it": matrix}, label="Download where to buy it")
        for limit in tables.availability_limits(found, titles):
            st.caption(limit)
        if any(o.quote and o.purchase_option is PurchaseOption.CAPACITY_BLOCK for o in found):
            last = f"{last_start(today):%d %b %Y}"
            st.caption(f"A Capacity Block that is bought today starts on {last} at the latest.")
