"""As quoted: a frozen answer beside today's, and what changed between them, to the cent."""

from pages.shared import shell

shell.require_entry()

import pyarrow as pa
import streamlit as st

from model.frozen import Damaged, open_frozen
from model.frozen.sentence import sentence
from pages.shared import answers, downloads, urlstate
from pages.tables import frozen as tables
from pages.tables.markdown import escaped


def _to_compare(label: str) -> None:
    urlstate.page_link(shell.page("compare"), label, ":material/arrow_forward:")


query = urlstate.frozen_link()
scenario = urlstate.scenario()
if query is None:
    st.title("No answer was frozen for this scenario")
    st.markdown("The scenario was changed, or the link has lost its frozen part. Back undoes it.")
    _to_compare("Open today's answer")
    st.stop()

frozen = open_frozen(query)
if isinstance(frozen, Damaged):
    st.title("This frozen link cannot be used")
    st.error(f"It is refused: {frozen.reason}.", icon=":material/link_off:")
    st.markdown("The scenario it still contains can be answered at today's prices.")
    _to_compare("Open the live scenario")
    st.stop()

since = answers.since(frozen, scenario)
words = sentence(since)
st.title(escaped(words.headline))
st.markdown(f"**As quoted on {frozen.quoted_on:%d %b %Y}.** {escaped(words.quoted)}")
st.markdown(f"**Today.** {escaped(words.today)} **{escaped(words.changed)}**")
if since.consistent is False:
    st.warning(
        "The model has not changed since, and yet the quoted costs do not follow from the quoted "
        "prices. Somebody may have altered this link: trust today's answer only.",
        icon=":material/warning:",
    )
_to_compare("Open today's answer")

costs = tables.cost_rows(since)
if costs:
    st.header("Cost of the whole run, then and today")
    dark = st.context.theme.type == "dark"
    st.vega_lite_chart(
        pa.Table.from_pylist(costs),
        answers.chart("cost_then_and_now", dark),
        key="drift_chart",
        alt=tables.cost_in_words(since),
    )

st.header("To the cent, and why")
st.markdown(tables.cost_table(since))
st.caption(tables.CAUSE_KEY)
st.header("Prices behind it")
st.markdown(tables.price_table(since))
facts = tables.fact_table(since)
if facts:
    st.header("Chip facts that changed")
    st.markdown(facts)
downloads.draw(
    "frozen",
    tables={
        "Cost then and today": tables.cost_table(since),
        "Prices then and today": tables.price_table(since),
        "Chip facts that changed": facts,
    },
    charts={
        "Cost then and today": downloads.Chart(answers.chart("cost_then_and_now", False), costs)
    },
)
st.caption(tables.version_words(since))
