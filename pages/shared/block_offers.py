"""What AWS would sell now of the blocks a plan needs, asked for with the credentials here."""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages.shared import turns
from pages.tables.block_offers import offers_text
from pricing import block_offers

_ANSWER = "_block_offers"


def draw(instance_type: str, region: str, instances: int, days: float, start: date | None) -> None:
    """Draw the question to AWS and its last answer to this question.

    Args:
        instance_type: the instance type.
        region: where the plan buys.
        instances: how many at one time.
        days: for how long [days].
        start: the first day; any when `None`.
    """
    state = st.session_state
    question = (instance_type, region, instances, round(days), start)
    st.caption(
        f"Asks EC2 in {region} for {instance_type}, with the AWS credentials of the machine that "
        "serves this page. Asking is free and buys nothing."
    )
    if st.button("Ask AWS", key="ask_block_offers"):
        with st.spinner("Asking AWS, up to half a minute", show_time=True):
            with turns.waiting():
                told = block_offers(*question)
            state[_ANSWER] = (question, offers_text(told))
    asked, text = state.get(_ANSWER, (None, ""))
    if asked == question:
        st.markdown(text)
