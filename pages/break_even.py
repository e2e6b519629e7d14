"""Break-even: what would have to be true for Trainium to be the cheaper one."""

from pages.shared import shell

shell.require_entry()

from datetime import UTC, datetime

import pyarrow as pa
import streamlit as st

from model.break_even import break_even, heat_map, tornado
from model.break_even.sentence import break_even_sentence, payback_sentence
from model.hardware import Family
from pages.shared import answers, downloads, evidence, fields, headline, labels, units, urlstate
from pages.shared.waiting import Waiting
from pages.tables import break_even as tables
from pages.tables.compare import subject
from pages.tables.markdown import escaped

scenario = urlstate.scenario()
with Waiting("Searching for the fastest layout, platform by platform") as waiting:
    answers.answer(scenario, waiting.step)
    found = answers.derived(break_even, scenario)
words = break_even_sentence(found)
dark = st.context.theme.type == "dark"
today = datetime.now(UTC).date()

headline.draw(words.headline, words.detail, subject(scenario))
units.switch()
units.note(labels.BREAK_EVEN_UNIT)
st.caption(evidence.price_notice(answers.price_book(), found.comparison, today))

charts: dict[str, downloads.Chart] = {}
drawn = answers.derived(heat_map, scenario)
if drawn is not None:
    cells = tables.map_rows(drawn)
    charts["Cost ratio"] = downloads.Chart(answers.chart("cost_ratio", False), cells)
    st.header("Trainium is cheaper below the line")
    if found.drowned:
        st.markdown(labels.DROWNED)
    st.vega_lite_chart(
        pa.Table.from_pylist(cells),
        answers.chart("cost_ratio", dark),
        key="ratio_map",
        alt=tables.map_in_words(drawn),
    )
    st.caption(labels.MAP_KEY)

moves = answers.derived(tornado, scenario)
if moves is not None:
    bars = tables.tornado_rows(moves)
    charts["What moves the answer"] = downloads.Chart(answers.chart("what_moves_it", False), bars)
    st.header("What moves the answer most")
    st.vega_lite_chart(
        pa.Table.from_pylist(bars),
        answers.chart("what_moves_it", dark),
        key="tornado",
        alt=tables.tornado_in_words(moves),
    )
    st.caption(labels.TORNADO_KEY)

by_option = tables.option_table(found)
if by_option:
    st.header("Under each way of buying")
    st.markdown(by_option)
    st.caption(labels.PARITY_KEY)

st.header("When porting has paid")
st.markdown(escaped(payback_sentence(found)))
upper, lower = (st.columns(3, vertical_alignment="bottom") for _ in range(2))
assumed = found.porting.assumed if found.porting else {}
with upper[0]:
    fields.optional_count("porting_weeks", "Engineer-weeks", labels.PORTING_HELP, assumed)
with upper[1]:
    fields.optional_count(
        "engineer_usd_per_week", "USD per engineer-week", labels.ENGINEER_HELP, assumed
    )
with upper[2]:
    fields.count("planned_runs", "Runs of this kind", labels.RUNS_HELP)
with lower[0]:
    fields.optional_count("delay_weeks", "Delay (weeks)", labels.DELAY_HELP, assumed)
with lower[1]:
    fields.count("delay_usd_per_week", "USD per week of delay", labels.DELAY_USD_HELP)

listed = tables.support_table(found, Family.TRAINIUM)
if listed:
    st.header("What Trainium's training software supports of this scenario")
    st.markdown(listed)

texts = {
    "Ways of buying": by_option,
    "What moves the answer": tables.tornado_table(moves) if moves else "",
    "Training software, Trainium": listed,
    "Training software, NVIDIA": tables.support_table(found, Family.NVIDIA),
    "Published runs on this chip": tables.published_table(found) if found.published else "",
    "Porting assumed": tables.porting_table(found) if assumed else "",
}
downloads.draw("break_even", texts, charts)

box = st.expander("Where these figures come from", key="break_even_sources", on_change="rerun")
if box.open:
    with box:
        if found.published:
            st.markdown("**Published runs on this chip**")
            st.markdown(tables.published_table(found))
        nvidia = tables.support_table(found, Family.NVIDIA)
        if nvidia:
            st.markdown("**What NVIDIA's training software supports**")
            st.markdown(nvidia)
        if assumed:
            st.markdown("**Porting, where you have given nothing**")
            st.markdown(tables.porting_table(found))
        if moves is not None:
            st.markdown("**What was varied, and how far**")
            st.markdown(tables.tornado_table(moves))
        evidence.draw(found.comparison)
