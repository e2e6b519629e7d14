"""The frame around every page: the list of pages, their guard, and notices about the link."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.shared import operator_door, urlstate
from pages.tables.markdown import escaped

APP = Path(__file__).resolve().parents[2] / "app.py"
PICTURE = Path(__file__).with_name("icon.svg")
_ENTERED = "_entered"


# File, title and icon, in the order of the navigation; the first is at the bare address.
PAGES = (
    ("compare", "Compare", ":material/balance:"),
    ("break_even", "Break-even", ":material/multiple_stop:"),
    ("budget", "Budget", ":material/savings:"),
    ("claims", "Claims", ":material/format_quote:"),
    ("purchase_plan", "Purchase plan", ":material/calendar_month:"),
    ("prices", "Prices", ":material/sell:"),
    ("validation", "Validation", ":material/fact_check:"),
    ("evidence", "Evidence", ":material/source:"),
    ("method", "Method", ":material/function:"),
    ("your_runs", "Your runs", ":material/upload_file:"),
    ("library", "Library", ":material/bookmarks:"),
)
# What the bare address shows; it answers at its own name as well.
FIRST_PAGE = PAGES[0][0]
# Opened by a link only; not in the navigation.
LINKED_PAGES = (("frozen", "As quoted", ":material/ac_unit:"),)
# At its address only, and only where a secret is set.
OPERATOR_PAGE = ("operator", "Operator", ":material/monitor_heart:")


def pages() -> list[StreamlitPage]:
    """The pages in the order of the navigation, then those that a link opens.

    The first is at the bare address; a hidden twin answers at its own name as well.
    """
    folder = APP.parent / "pages"
    (first, title, icon), *others = PAGES
    file = folder / f"{first}.py"
    shown = [
        # A default page reserves its own name beside the bare address: this one leaves it free.
        st.Page(file, title=title, icon=icon, default=True, url_path=f"{first}-first"),
        *(st.Page(folder / f"{name}.py", title=title, icon=icon) for name, title, icon in others),
    ]
    twin = st.Page(file, title=title, url_path=first, visibility="hidden")
    hidden = (*LINKED_PAGES, OPERATOR_PAGE) if operator_door.secret() else LINKED_PAGES
    linked = [
        st.Page(folder / f"{file}.py", title=title, icon=icon, visibility="hidden")
        for file, title, icon in hidden
    ]
    return [*shown, *linked, twin]


def page(file: str) -> StreamlitPage:
    """A page by its file, for a link to it."""
    files = [name for name, _, _ in (*PAGES, *LINKED_PAGES)]
    return pages()[files.index(file)]


@contextlib.contextmanager
def entered() -> Iterator[None]:
    """Mark that a page runs from app.py, for `require_entry`."""
    st.session_state[_ENTERED] = True
    try:
        yield
    finally:
        st.session_state.pop(_ENTERED, None)


def require_entry() -> None:
    """Re-enter through app.py when Streamlit runs a page file on its own.

    It does so for a deep link until `st.navigation` has run once in the process, and in tests.
    """
    if _ENTERED not in st.session_state:
        code = compile(APP.read_text(encoding="utf-8"), str(APP), "exec")
        exec(code, {"__name__": "__main__", "__file__": str(APP)})
        st.stop()


def notices() -> None:
    """Say in one line what of the opened link could not be used."""
    if measured := urlstate.scenario().anchors:
        names = ", ".join(text.split(":")[0] for text in measured)
        st.caption(
            f":material/straighten: Predictions for {names} follow your own log (Your runs)."
        )
    problems = urlstate.problems()
    if problems:
        st.warning(
            "Parts of this link were not used. " + escaped(" ".join(problems)),
            icon=":material/link_off:",
        )
