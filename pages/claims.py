"""Claims: what was said of Trainium, Graviton and Inferentia, and whether it holds today."""

from pages.shared import shell

shell.require_entry()

from datetime import UTC, datetime

import pyarrow as pa
import streamlit as st

from model.claims.report import claim_report, ledger_report
from model.claims.sentence import serving_sentence
from model.claims.serving import serving
from pages.shared import answers, claims_inputs, downloads, headline, urlstate
from pages.tables import claims as tables
from pages.tables.markdown import escaped, rows_of

scenario = urlstate.scenario()
today = datetime.now(UTC).date()
dark = st.context.theme.type == "dark"
report = answers.derived(claim_report, scenario)

headline.draw(report.words.headline, report.words.detail)
claims_inputs.draw_claim()
claim = report.examined.claim
if claim.source != "typed in":
    st.markdown(tables.quotation(claim))

rows = tables.mfu_rows(report)
if rows:
    st.header("What it needs, and what is reached")
    st.vega_lite_chart(
        pa.Table.from_pylist(rows),
        answers.chart("claim_mfu", dark),
        key="mfu_chart",
        alt=tables.mfu_in_words(rows),
    )
if report.examined.tests:
    st.header("What it means, reading by reading")
    st.markdown(tables.reading_table(report))
    st.caption(claims_inputs.table_key(report))
    st.caption(tables.price_note(report, today))

pairs = tables.pair_rows(report)
if pairs:
    st.header("What the same work costs on each measured pair")
    st.vega_lite_chart(
        pa.Table.from_pylist(pairs),
        answers.chart("pair_costs", dark),
        key="pair_chart",
        alt=tables.pairs_in_words(report),
    )
    st.caption(claims_inputs.PAIRS_KEY)
if report.pairs.tests:
    st.markdown(claims_inputs.money(report))
if report.pairs.pairs:
    with st.expander("The pairs, their prices and sources", key="pairs", on_change="rerun") as box:
        if box.open:
            st.markdown(tables.pair_table(report, today))

with st.expander("Every claim in the ledger", key="ledger", on_change="rerun") as box:
    if box.open:
        st.markdown(tables.ledger_table(answers.derived(ledger_report, scenario)))

with st.expander(
    "On the device or on servers: Apple's shape", key="serving", on_change="rerun"
) as box:
    if box.open:
        found = answers.derived(serving, scenario)
        st.markdown(f"**{escaped(serving_sentence(found))}**")
        claims_inputs.draw_serving(scenario)
        st.markdown(tables.bill_table(found))
        st.caption(escaped(claims_inputs.serving_key()))

# A file is made after this run, without its session: what it needs is taken now.
prices = answers.prices(scenario)
downloads.draw(
    "claims",
    tables={
        "What the claim means": tables.reading_table(report),
        "Measured pairs": tables.pair_table(report, today),
        "Every claim": lambda: rows_of(tables.ledger_table(ledger_report(scenario, prices))),
        "Cloud bill of serving": lambda: rows_of(tables.bill_table(serving(scenario, prices))),
    },
    charts={
        "MFU needed and reached": downloads.Chart(answers.chart("claim_mfu", False), rows),
        "Cost of the same work by pair": downloads.Chart(answers.chart("pair_costs", False), pairs),
    },
)
