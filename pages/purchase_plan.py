"""Purchase plan: the cheapest way to buy the run's capacity, and when it is then done."""

from pages.shared import shell

shell.require_entry()

from datetime import UTC, datetime

import pyarrow as pa
import streamlit as st

from model.purchase_plan.search import purchase_plan
from model.purchase_plan.sentence import plan_sentence
from pages.shared import (
    answers,
    block_offers,
    downloads,
    headline,
    labels,
    purchase_inputs,
    units,
    urlstate,
)
from pages.tables import purchase_plan as tables

scenario = urlstate.scenario()
today = datetime.now(UTC).date()
found = answers.derived(purchase_plan, scenario)
words = plan_sentence(found)

headline.draw(words.headline, words.detail)
units.switch()
units.note(labels.PLAN_UNIT)
purchase_inputs.draw()
if scenario.start is not None and scenario.start < today:
    st.info("This start has passed: what is planned could no longer be bought. Choose a later one.")

rows = tables.calendar_rows(found)
name = "calendar_in_days" if scenario.start is None else "calendar_in_dates"
if rows:
    st.header("What to buy when, and when the run is done")
    st.vega_lite_chart(
        pa.Table.from_pylist(rows),
        answers.chart(name, st.context.theme.type == "dark"),
        key="calendar",
        alt=tables.calendar_in_words(found),
    )
    st.caption(labels.CALENDAR_KEY)
if found.best is not None:
    st.header("The cheapest plan, purchase by purchase")
    st.markdown(tables.slice_table(found.best, scenario))
    st.caption(tables.slice_prices(found.best, today))
    st.markdown(tables.remarks(found.best))
    st.header("Platform by platform")
    st.markdown(tables.plan_table(found))
    st.caption(labels.PLAN_KEY)

with st.expander(
    "Every way to buy, and what is left out", key="every_plan", on_change="rerun"
) as box:
    if box.open:
        st.markdown(tables.every_plan_table(found))
block = tables.first_block(found)
if block is not None:
    label = "Which Capacity Blocks would AWS sell now?"
    with st.expander(label, key="block_offers", on_change="rerun") as box:
        if box.open:
            block_offers.draw(*block, scenario.start)
with st.expander("The rules of buying and what is assumed", key="rules", on_change="rerun") as box:
    if box.open:
        st.markdown(tables.rules_table(found))

downloads.draw(
    "purchase_plan",
    tables={
        "Purchase by purchase": tables.slice_table(found.best, scenario) if found.best else "",
        "Platform by platform": tables.plan_table(found),
        "Every way to buy": tables.every_plan_table(found),
        "Rules and assumptions": tables.rules_table(found),
    },
    charts={"What to buy when": downloads.Chart(answers.chart(name, False), rows)},
)
