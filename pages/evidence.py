"""Evidence: what the answer rests on, and what makes it uncertain."""

from pages.shared import shell

shell.require_entry()

from datetime import UTC, datetime

import pyarrow as pa
import streamlit as st

from model.evidence.ledger import ledger
from pages.shared import answers, downloads, headline, urlstate
from pages.shared import trust_labels as words
from pages.tables import evidence as tables

scenario = urlstate.scenario()
found = answers.derived(ledger, scenario)

headline.draw(found.headline, found.detail)

today = datetime.now(UTC).date()
facts = tables.tables(found, today)
bars = tables.bars(found.uncertainty) if found.uncertainty else []
downloads.draw(
    "evidence",
    tables=dict(facts),
    charts={
        "What makes the answer uncertain": downloads.Chart(
            answers.chart("uncertainty_shares", dark=False), bars
        )
    },
)

if found.uncertainty:
    st.header("What makes the answer uncertain")
    st.vega_lite_chart(
        pa.Table.from_pylist(bars),
        answers.chart("uncertainty_shares", st.context.theme.type == "dark"),
        key="uncertainty_chart",
        alt=tables.in_words(found.uncertainty),
    )
    st.caption(words.SHARES_KEY)

for title, table in facts:
    st.header(title)
    st.markdown(table)
st.caption(words.CLASS_KEY)
