"""The user's file of prices: held in the session, never sent on, never in a link."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import streamlit as st

from pages.tables.markdown import escaped
from pricing import Quote
from pricing.own import TEMPLATE, FileRefused, read_file

_QUOTES, _MARK = "_own_file", "_own_file_mark"
_PROBLEMS, _UPLOAD = "_own_file_problems", "own_file"
PROBLEMS_SHOWN = 10


def quotes() -> tuple[Quote, ...]:
    """The prices of the file; none without a file."""
    found: tuple[Quote, ...] = st.session_state.get(_QUOTES, ())
    return found


def mark() -> str:
    """What tells the prices of one file from those of another; empty without a file."""
    found: str = st.session_state.get(_MARK, "")
    return found


def draw() -> None:
    """Draw the upload, what is wrong with the file, and what is used of it."""
    st.file_uploader(
        "Or a CSV file of your prices",
        type=["csv"],
        key=_UPLOAD,
        on_change=_read,
        help="Read whole or not at all. It stays in this session: a link does not carry it.",
    )
    st.download_button("Template", TEMPLATE, "crossover-prices.csv", "text/csv", key="template")
    for problem in st.session_state.get(_PROBLEMS, ())[:PROBLEMS_SHOWN]:
        st.error(escaped(problem))
    if quotes():
        said, button = st.columns([5, 1], vertical_alignment="center")
        said.success(f"{len(quotes()):,} prices of your file are used, in this session only.")
        button.button("Forget", key="forget_file", on_click=_forget)


def _read() -> None:
    state = st.session_state
    upload = state.get(_UPLOAD)
    state[_PROBLEMS] = ()
    if upload is None:
        return
    content = upload.getvalue()
    try:
        state[_QUOTES] = read_file(content, datetime.now(UTC).date())
        state[_MARK] = hashlib.sha256(content).hexdigest()
    except FileRefused as refused:
        found = [f"Nothing of {upload.name[:80]!r} was used."]
        state[_PROBLEMS] = (*found, *(str(problem) for problem in refused.problems))


def _forget() -> None:
    st.session_state.pop(_QUOTES, None)
    st.session_state.pop(_MARK, None)
