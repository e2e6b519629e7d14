"""The address bar and the session hold the same scenario. The only user of `st.query_params`.

The scenario lives in the session under `_scenario`; the widgets are seeded from it. A change by the
user adds one history entry, so that Back undoes it.
"""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from model.frozen import FROZEN_KEY
from model.scenario import Scenario, decode, encode
from model.scenario.link import WORKSPACE_KEY
from pages.shared import form_values

_URL, _PAGE, _SCENARIO = "_url", "_page", "_scenario"
_PROBLEMS, _FROZEN = "_link_problems", "_frozen_link"
# The workspace stands in the address of the Library alone: a shared scenario never carries it.
_WORKSPACE, _WORKSPACE_PAGE = "_workspace", "library"


def pull(page_path: str) -> None:
    """Take the scenario of the address bar into the session, if the address has changed.

    Call it once a run, after `st.navigation` and before any widget.
    """
    state, raw = st.session_state, st.query_params.to_dict()
    # Streamlit drops the parameters on a change of page: an empty query then means "unchanged",
    # while on the same page it means that the user went Back to the default scenario.
    dropped = page_path != state.get(_PAGE) and not raw
    first = _URL not in state
    if first or (raw != state[_URL] and not dropped):
        query = st.query_params
        decoded = decode((name, text) for name in raw for text in query.get_all(name))
        state[_SCENARIO], state[_PROBLEMS], state[_URL] = decoded.scenario, decoded.problems, raw
        form_values.seed(state, decoded.scenario)
        if page_path == _WORKSPACE_PAGE or WORKSPACE_KEY in raw:
            state[_WORKSPACE] = raw.get(WORKSPACE_KEY)
    form_values.keep(state)
    state[_PAGE] = page_path


def push() -> None:
    """Take the scenario of the widgets into the session and the address bar.

    Call it once a run, after `pull` and before the widgets, whose new values the session holds
    already: the form can then say what is wrong with them. A link written in other words, or with
    unusable parts, stays in the address bar until the user changes something: writing here would
    trap the Back button.
    """
    state = st.session_state
    before: Scenario = state[_SCENARIO]
    scenario = form_values.read(state, before)
    raw = st.query_params.to_dict()
    place = _place()
    moved = raw.get(WORKSPACE_KEY) != place.get(WORKSPACE_KEY)
    if scenario == before and raw == state[_URL] and not moved:
        return
    if scenario != before:
        state[_SCENARIO], state[_PROBLEMS] = scenario, ()
    query = encode(scenario) | place
    if query != raw:
        st.query_params.from_dict(query)
    state[_URL] = query


def scenario() -> Scenario:
    """The scenario of this run."""
    current: Scenario = st.session_state[_SCENARIO]
    return current


def page_link(page: StreamlitPage | str, label: str, icon: str) -> None:
    """A link to another page that carries this run's scenario.

    A link without parameters enters the page twice in the browser's history, without and with
    them: Back could then lead to the default scenario.
    """
    st.page_link(page, label=label, icon=icon, query_params=encode(scenario()))


def workspace() -> str | None:
    """The address of the workspace this session is in; None without one."""
    address: str | None = st.session_state.get(_WORKSPACE)
    return address


def enter_workspace(address: str | None) -> None:
    """Enter a workspace, or with None leave it; the address bar follows in the next run."""
    st.session_state[_WORKSPACE] = address


def _place() -> dict[str, str]:
    address = workspace()
    here = st.session_state.get(_PAGE) == _WORKSPACE_PAGE
    return {WORKSPACE_KEY: address} if address and here else {}


def frozen_link() -> dict[str, str] | None:
    """The parameters of the address while they hold a frozen answer, else None.

    Streamlit does not hand over the parameters when Back leads to another page: the last frozen
    answer is remembered and counts for as long as the scenario is its own.
    """
    state = st.session_state
    if FROZEN_KEY in state[_URL]:
        state[_FROZEN] = state[_URL], state[_SCENARIO]
    query, asked = state.get(_FROZEN, (None, None))
    return query if asked == state[_SCENARIO] else None


def problems() -> tuple[str, ...]:
    """What of the opened link could not be used; empty once the user has changed something."""
    found: tuple[str, ...] = st.session_state.get(_PROBLEMS, ())
    return found
