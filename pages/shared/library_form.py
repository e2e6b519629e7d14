"""The forms of the Library: keep, take in a file, hand one out, remove."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from model.library import Entry, Library
from pages.tables.markdown import escaped

_FILE, _READ, _PROBLEMS = "library_file", "_library_read", "_library_problems"


def draw(library: Library, offered: Entry) -> Library | None:
    """Draw the forms.

    Args:
        library: what is kept.
        offered: today's scenario, under a name that can be changed.

    Returns:
        The library with the change asked for in this run; None without one.
    """
    changed = _keep(library, offered)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Take along as a file",
            data=library.to_json,
            file_name="crossover-library.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            disabled=not library.entries,
        )
        with st.popover("Take in a file", icon=":material/upload:"):
            changed = _take_in(library) or changed
        if library.entries:
            with st.popover("Remove", icon=":material/delete:"):
                changed = _remove(library) or changed
    return changed


def _keep(library: Library, offered: Entry) -> Library | None:
    with st.form("library_keep", border=True):
        left, right = st.columns(2)
        name = left.text_input("Name", value=offered.name[:80], max_chars=80)
        tags = right.text_input("Tags", placeholder="board, 2027", help="Separated by commas.")
        if not st.form_submit_button("Keep this scenario", icon=":material/bookmark_add:"):
            return None
    words = tuple(tag for tag in (part.strip() for part in tags.split(",")) if tag)
    try:
        return library.keeping(replace(offered, name=name, tags=words))
    except ValueError as error:
        st.error(escaped(str(error)))
        return None


def _take_in(library: Library) -> Library | None:
    given = st.file_uploader("A library's JSON file", type="json", key=_FILE)
    if given is None:
        return None
    changed = None
    if given.file_id != st.session_state.get(_READ):
        read = Library.from_json(given.getvalue().decode("utf-8", errors="replace"))
        problems = list(read.problems)
        try:
            for entry in read.entries:
                changed = (changed or library).beside(entry)
        except ValueError as error:
            problems.append(str(error))
        st.session_state[_READ], st.session_state[_PROBLEMS] = given.file_id, problems
    # As long as the file is there: what was taken in draws the page anew at once.
    for problem in st.session_state[_PROBLEMS]:
        st.error(escaped(problem))
    return changed


def _remove(library: Library) -> Library | None:
    name = st.selectbox("Scenario", [entry.name for entry in library.entries])
    return library.without(name) if st.button("Remove it") and name else None
