"""Compare: what the scenario costs on each platform, and which family costs less."""

from pages.shared import shell

shell.require_entry()

from datetime import UTC, datetime
from functools import partial

import pyarrow as pa
import streamlit as st

from model.comparison.focus import focus_rows
from model.comparison.sentence import sentence
from pages.shared import (
    answers,
    doors,
    downloads,
    evidence,
    headline,
    labels,
    memo,
    share,
    units,
    urlstate,
    why,
)
from pages.shared.waiting import Waiting
from pages.tables import compare as tables

scenario = urlstate.scenario()
today = datetime.now(UTC).date()

doors.draw()
with Waiting("Searching for the fastest layout, platform by platform") as waiting:
    comparison = answers.answer(scenario, waiting.step)
words = sentence(comparison)
headline.draw(words.headline, words.detail, tables.subject(scenario))
with st.container(horizontal=True, vertical_alignment="bottom"):
    units.switch()
    share.draw(comparison, today)
    memo.draw(comparison, today)
st.caption(evidence.price_notice(answers.price_book(), comparison, today))

costs = tables.cost_rows(comparison)
if costs:
    st.header("What the whole run costs" if scenario.unit.of_money else "What the whole run uses")
    dark = st.context.theme.type == "dark"
    st.vega_lite_chart(
        pa.Table.from_pylist(costs),
        units.in_unit(answers.chart("cost_by_platform", dark), scenario.unit),
        key="cost_chart",
        alt=tables.cost_in_words(comparison),
    )

planned = any(answer.plan for answer in comparison.platforms)
if planned:
    st.header("Platform by platform")
    st.markdown(tables.answer_table(comparison))
    st.caption(labels.TABLE_KEY)
    st.markdown(tables.notes(comparison))

downloads.draw(
    "compare",
    tables={
        "Platforms": tables.answer_table(comparison),
        "Charges (FOCUS columns)": partial(focus_rows, comparison),
    },
    charts={
        "Cost by platform": downloads.Chart(
            units.in_unit(answers.chart("cost_by_platform", False), scenario.unit), costs
        )
    },
)

if planned:
    st.header("Why")
    why.draw(comparison, today)
