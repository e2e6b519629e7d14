"""What the price sources are doing, and taking their prices in when they have arrived."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from pages.shared.downloads import Rows
from pages.tables import price_sources
from pricing import PriceBook, live_book, live_sources, refresh_now

# How often an open page looks: each look costs the server 10 ms, and many pages are left open.
LOOK_EVERY_S = 4.0
LOOK_NOW_AND_THEN_S = 10.0
LOOK_AT_REST_S = 60.0
# After a start the store opens and sources are asked behind the first page's back.
LOOK_AFTER_STARTING_S = 60.0
# A refresh somebody asked for shows in the sources' state only when its process has begun.
LOOK_AFTER_ASKING_S = 30.0
_UNTIL, _ASKED_UNTIL = "_look_at_prices_until", "_asked_for_prices_until"
_SHOWN, _EVERY = "_prices_shown", "_look_at_prices_every"
_started = time.monotonic()


def progress() -> None:
    """In the sidebar, while sources are being read: which; then show their prices.

    Call it once a run, after the page.
    """
    state = st.session_state
    state[_SHOWN] = live_book().revision
    state[_EVERY] = look_every_s()
    with st.sidebar:
        st.fragment(_look, run_every=state[_EVERY])()


def look_every_s() -> float:
    """How often the page of this session looks for new prices [s]."""
    # Each page draws itself once more when it slows down: not all of them at once.
    own = LOOK_AFTER_STARTING_S * random.uniform(1, 2)
    now, started_until = time.monotonic(), st.session_state.setdefault(_UNTIL, _started + own)
    if now < st.session_state.get(_ASKED_UNTIL, 0.0):
        return LOOK_EVERY_S
    return LOOK_NOW_AND_THEN_S if _busy() or now < started_until else LOOK_AT_REST_S


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


def tables(book: PriceBook, now: datetime) -> dict[str, str | Callable[[], Rows]]:
    """The tables of `sources` to take along, whole."""
    made: dict[str, str | Callable[[], Rows]] = {
        "Sources": price_sources.sources_table(live_sources(), now)
    }
    if book.disagreements:
        made["Sources that disagree"] = partial(
            price_sources.disagreements_file, book.disagreements
        )
    if book.rejected:
        made["Rows not believed"] = partial(price_sources.rejected_file, book.rejected)
    return made


def _look() -> None:
    reading = [source.title for source in live_sources() if source.stage]
    arrived = live_book().revision != st.session_state.get(_SHOWN) and not reading
    if arrived or look_every_s() > st.session_state[_EVERY]:
        st.rerun()
    if reading:
        st.caption(f":material/sync: Reading prices: {', '.join(reading)}")


def _sources() -> None:
    now = datetime.now(UTC)
    found = live_sources()
    if not found:
        st.markdown("The price store is not open; the prices that come with the project are used.")
        return
    st.markdown(price_sources.sources_table(found, now))
    for line in price_sources.sources_said(found):
        st.caption(line)
    st.button("Ask all sources now", key="refresh", on_click=_ask, disabled=_busy())


def _ask() -> None:
    refresh_now()
    st.session_state[_ASKED_UNTIL] = time.monotonic() + LOOK_AFTER_ASKING_S


def _busy() -> bool:
    return any(source.stage for source in live_sources())
