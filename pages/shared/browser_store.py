"""What a person keeps in their own browser: nobody else sees it.

The browser's storage belongs to the address of the app; no other host is asked.
"""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

# The text the browser has is sent when it is not the one the server knows; a new one is written
# once, told by its number.
_SCRIPT = """
const PLACE = "crossover.library";
let written = "", listening = null;
export default function (component) {
  const { data, setStateValue } = component;
  // What another tab keeps is seen in this one, which would else write over it.
  listening?.abort();
  listening = new AbortController();
  const changed = (event) => {
    if (event.key === PLACE) setStateValue("kept", event.newValue ?? "");
  };
  window.addEventListener("storage", changed, { signal: listening.signal });
  try {
    if (data.number && data.number !== written) {
      window.localStorage.setItem(PLACE, data.text);
      written = data.number;
    }
    const kept = window.localStorage.getItem(PLACE) ?? "";
    if (kept !== data.text) setStateValue("kept", kept);
  } catch (error) {
    if (data.failed !== true) setStateValue("failed", true);
  }
}
"""
_COMPONENT = st.components.v2.component("crossover_browser_store", js=_SCRIPT)
_KEY, _TEXT, _SEEN, _NUMBER = "browser_store", "_kept_text", "_kept_seen", "_kept_number"


def text() -> str | None:
    """What the browser keeps; empty where it keeps nothing, None until it has answered."""
    sent: Any = st.session_state.get(_KEY)
    kept = getattr(sent, "kept", None)
    if kept is not None and kept != st.session_state.get(_SEEN):
        st.session_state[_SEEN] = st.session_state[_TEXT] = kept
    current: str | None = st.session_state.get(_TEXT)
    return current


def works() -> bool:
    """Whether the browser lets the app keep anything."""
    return not getattr(st.session_state.get(_KEY), "failed", False)


def write(new: str) -> None:
    """Let the browser keep this text in place of what it has, when `mount` is called next."""
    st.session_state[_TEXT], st.session_state[_NUMBER] = new, str(time.time_ns())


def mount() -> None:
    """Put the reader and writer on the page; call it once a run, after every `write`."""
    _COMPONENT(
        key=_KEY,
        data={
            "text": st.session_state.get(_TEXT),
            "number": st.session_state.get(_NUMBER, ""),
            "failed": not works(),
        },
        on_kept_change=_nothing,
        on_failed_change=_nothing,
    )


def _nothing() -> None:
    """A value from the browser needs no more than the rerun it brings."""
