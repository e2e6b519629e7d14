"""Compare: what the scenario costs on each platform, and which family costs less."""

from pages.shared import shell

shell.require_entry()

from datetime import UTC, datetime

import pyarrow as pa
import streamlit as st

from model.comparison.sentence import sentence
from pages.shared import answers, evidence, labels, share, urlstate
from pages.tables import compare as tables
from pages.tables.markdown import escaped

scenario = urlstate.scenario()
comparison = answers.answer(scenario)
words = sentence(comparison)
today = datetime.now(UTC).date()

st.title(words.headline)
st.markdown(f"**{tables.subject(scenario)}.** {escaped(words.detail)}")
share.draw(comparison, today)
st.caption(evidence.price_notice(answers.price_book(), comparison, today))

costs = tables.cost_rows(comparison)
if costs:
    st.header("What the whole run costs")
    dark = st.context.theme.type == "dark"
    st.vega_lite_chart(
        pa.Table.from_pylist(costs),
        answers.chart("cost_by_platform", dark),
        key="cost_chart",
        alt=tables.cost_in_words(comparison),
    )

st.header("Platform by platform")
st.markdown(tables.answer_table(comparison, today))
st.caption(labels.TABLE_KEY)

with st.expander("Where these figures come from", key="evidence", on_change="rerun") as sources:
    if sources.open:
        evidence.draw(comparison)
