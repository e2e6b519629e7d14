"""The forms of the Library: keep, take in a file, hand one out, remove."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from model.library import Entry, Library
from pages.tables.markdown import escaped

_FILE, _READ = "library_file", "_library_read"


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
    if given is None or given.file_id == st.session_state.get(_READ):
        return None
    st.session_state[_READ] = given.file_id
    read = Library.from_json(given.getvalue().decode("utf-8", errors="replace"))
    for problem in read.problems:
        st.error(escaped(problem))
    try:
        for entry in read.entries:
            library = library.keeping(entry)
    except ValueError as error:
        st.error(escaped(str(error)))
    return library if read.entries else None


def _remove(library: Library) -> Library | None:
    name = st.selectbox("Scenario", [entry.name for entry in library.entries])
    return library.without(name) if st.button("Remove it") and name else None
