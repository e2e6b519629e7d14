"""Operator: how this server is doing. Exists only where a secret is set, behind that secret."""

from pages.shared import shell

shell.require_entry()

from datetime import UTC, datetime

import streamlit as st

import observe
from pages.shared import operator_door, sessions
from pages.tables import operator as tables
from pages.tables.price_sources import sources_said, sources_table
from pricing import health, live_sources

LOOK_EVERY_S = 10.0


def show() -> None:
    """The state of this process at this moment."""
    now = datetime.now(UTC)
    found = health(now)
    st.title(tables.headline(found))
    for sentence in tables.wrong(found):
        st.warning(sentence, icon=":material/error:")
    st.markdown(tables.prices(found, now))
    st.header("Sessions and speed")
    st.markdown(tables.sessions(sessions.active()))
    st.markdown(tables.reruns(observe.rerun_times()))
    st.header("Sources")
    sources = live_sources()
    st.markdown(sources_table(sources, now) or "The price store is not open yet.")
    for line in sources_said(sources):
        st.caption(line)
    st.header("Warnings and errors since the start")
    st.markdown(tables.records(observe.log_records()))
    st.caption("Of this process only; each of several replicas counts for itself.")


if operator_door.passed():
    st.fragment(show, run_every=LOOK_EVERY_S)()
