"""The popover that makes the decision memo of a scenario."""

from __future__ import annotations

from datetime import date

import streamlit as st

from model.break_even import break_even, tornado
from model.comparison import Comparison
from model.frozen import freeze, frozen_url
from model.memo import Memo, memo_markdown
from pages.shared import answers
from pages.shared.shell import FIRST_PAGE
from pages.tables.compare import subject


def draw(comparison: Comparison, today: date) -> None:
    """Draw the popover; the memo is made when it is opened."""
    with st.popover("Memo", icon=":material/description:", key="memo", on_change="rerun") as box:
        if not box.open:
            return
        scenario = comparison.scenario
        base = (st.context.url or "").removesuffix(f"/{FIRST_PAGE}")
        text = memo_markdown(
            Memo(
                question=subject(scenario),
                comparison=comparison,
                break_even=answers.derived(break_even, scenario),
                tornado=answers.derived(tornado, scenario),
                frozen_link=frozen_url(freeze(comparison, today), base),
                written_on=today,
            )
        )
        st.markdown("One page to decide by: the answer, what it rests on and what would change it.")
        st.download_button(
            "Decision memo (Markdown)",
            data=text,
            file_name=f"crossover-memo-{today.isoformat()}.md",
            mime="text/markdown",
            icon=":material/download:",
            on_click="ignore",
        )
