"""The links somebody can hand on: to the scenario, and to the answer as it is today."""

from __future__ import annotations

from datetime import date

import streamlit as st

from model.comparison import Comparison
from model.frozen import freeze, frozen_url
from model.scenario.link import to_url
from pages.shared.shell import FIRST_PAGE


def draw(comparison: Comparison, today: date) -> None:
    """Draw the popover with both links; they are made when it is opened."""
    with st.popover("Share", icon=":material/link:", key="share", on_change="rerun") as share:
        if share.open:
            base = (st.context.url or "").removesuffix(f"/{FIRST_PAGE}")
            st.markdown("**Live link**: this scenario, at the prices of the day it is opened.")
            st.code(to_url(comparison.scenario, base), language=None, wrap_lines=True)
            st.markdown(
                f"**Frozen link**: it keeps today's answer with the prices behind it. Whoever "
                f"opens it sees what was quoted on {today:%d %b %Y} beside the answer of their day."
            )
            frozen = frozen_url(freeze(comparison, today), base)
            st.code(frozen, language=None, wrap_lines=True, height=120)
