"""What the price sources are doing, and taking their prices in when they have arrived."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import streamlit as st

from pages.tables import price_sources
from pricing import PriceBook, live_book, live_sources, refresh_now

LOOK_EVERY_S = 2.0
# After a start the store opens and sources are asked behind the first page's back.
LOOK_AFTER_OPENING_S = 60.0
# A refresh somebody asked for shows in the sources' state only when its thread has begun.
LOOK_AFTER_ASKING_S = 5.0
_UNTIL, _SHOWN = "_look_at_prices_until", "_prices_shown"


def progress() -> None:
    """In the sidebar, while sources are being read: which; then show their prices.

    Call it once a run, after the page.
    """
    state = st.session_state
    state[_SHOWN] = live_book().revision
    state.setdefault(_UNTIL, time.monotonic() + LOOK_AFTER_OPENING_S)
    if _busy() or time.monotonic() < state[_UNTIL]:
        with st.sidebar:
            st.fragment(_look, run_every=LOOK_EVERY_S)()


def sources(book: PriceBook) -> None:
    """The sources' state with a button to ask them now, and what was not believed."""
    with st.expander("Where prices come from", key="price_sources", on_change="rerun") as box:
        if box.open:
            st.fragment(_sources, run_every=LOOK_EVERY_S if _busy() else None)()
    if book.disagreements:
        label = f"Sources that disagree by more than 1 % ({len(book.disagreements)})"
        with st.expander(label, key="disagreements", on_change="rerun") as box:
            if box.open:
                st.markdown(price_sources.disagreements_table(book.disagreements))
    if book.rejected:
        label = f"Rows that were not believed ({len(book.rejected):,})"
        with st.expander(label, key="rejected", on_change="rerun") as box:
            if box.open:
                st.markdown(price_sources.rejected_table(book.rejected))


def _look() -> None:
    reading = [source.title for source in live_sources() if source.stage]
    if reading:
        st.caption(f":material/sync: Reading prices: {', '.join(reading)}")
    elif live_book().revision != st.session_state.get(_SHOWN):
        st.rerun()


def _sources() -> None:
    now = datetime.now(UTC)
    found = live_sources()
    if not found:
        st.markdown("The price store is not open; the prices that come with the project are used.")
        return
    st.markdown(price_sources.sources_table(found, now))
    st.button("Ask all sources now", key="refresh", on_click=_ask, disabled=_busy())


def _ask() -> None:
    refresh_now()
    st.session_state[_UNTIL] = time.monotonic() + LOOK_AFTER_ASKING_S


def _busy() -> bool:
    return any(source.stage for source in live_sources())
