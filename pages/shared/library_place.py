"""Where the library of this session is kept: in the browser, or in a workspace on the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Protocol

import streamlit as st

from model.library import Library
from model.scenario.link import WORKSPACE_KEY
from pages.shared import browser_store, turns, urlstate
from pages.tables.markdown import escaped
from workspace import WorkspaceError, workspaces


class Place(Protocol):
    """A place that holds one library.

    Attributes:
        holder: what it is called at the beginning of a sentence.
        about: who sees it and how long it stays.
    """

    holder: str
    about: str

    def read(self) -> Library | None:
        """What it holds; None until it has answered."""

    def write(self, before: Library, after: Library) -> Library:
        """Keep a change; what it holds then."""

    def finish(self) -> None:
        """What is needed on the page after every change."""


class Browser:
    """The browser's own storage."""

    holder = "Your library"
    about = (
        "It is kept in this browser only: nobody else sees it, and it goes when the browser's data "
        "for this site is cleared. Take a file along to keep it elsewhere."
    )

    def read(self) -> Library | None:
        """What the browser keeps; None until it has answered."""
        if not browser_store.works():
            st.warning("This browser keeps nothing for this site: use the file below.")
        text = browser_store.text()
        if text is None:
            return Library() if not browser_store.works() else None
        return Library.from_json(text) if text else Library()

    def write(self, before: Library, after: Library) -> Library:
        """Keep it when the page is drawn."""
        browser_store.write(after.to_json())
        return Library(after.entries)

    def finish(self) -> None:
        """Put the browser's reader and writer on the page."""
        browser_store.mount()


class Workspace:
    """A workspace on the server, shared by all who have its address."""

    holder = "This workspace"
    about = (
        "It is kept on this server. **Everybody who has its address can read and change it**, and "
        "nobody else finds it. It is removed after 400 days in which nobody opens it. Its address:"
    )

    def __init__(self, address: str, today: date) -> None:
        """Nothing is read yet."""
        self.address, self._today = address, today

    def read(self) -> Library | None:
        """What it holds at this moment; None if it cannot be read, which is said."""
        kept = workspaces()
        try:
            if kept is None:
                raise WorkspaceError("This server keeps no workspaces.")
            with turns.waiting():
                text = kept.read(self.address, self._today)
            return Library.from_json(text)
        except WorkspaceError as error:
            st.error(escaped(str(error)))
            return None

    def write(self, before: Library, after: Library) -> Library:
        """Make the change in what it holds now, which others may have changed meanwhile."""

        def changed(text: str) -> str:
            return Library.from_json(text).with_changes(before, after).to_json()

        kept = workspaces()
        try:
            if kept is not None:
                with turns.waiting():
                    text = kept.change(self.address, changed, self._today)
                return Library.from_json(text)
        except (WorkspaceError, ValueError) as error:
            st.error(escaped(str(error)))
        return before

    def finish(self) -> None:
        """Nothing more is needed."""


def current(today: date) -> Place:
    """Where this session's library is."""
    address = urlstate.workspace()
    return Workspace(address, today) if address else Browser()


def switch(library: Library | None, today: date) -> None:
    """Make a workspace of what is shown; of one that is entered the address, and ways out."""
    kept, address = workspaces(), urlstate.workspace()
    if address is not None:
        _inside(address, library is not None)
    elif kept is not None and library is not None:
        with st.popover("Share as a workspace", icon=":material/group_add:", key="ws_share"):
            st.markdown(
                "A copy of this library on the server, at an address nobody can guess. Whoever has "
                "the address can read and change it; your own library stays as it is."
            )
            if st.button("Make the workspace"):
                with _said():
                    urlstate.enter_workspace(kept.make(library.to_json(), today))
                    st.rerun()


def _inside(address: str, readable: bool) -> None:
    if readable:
        base = (st.context.url or "").partition("?")[0]
        st.code(f"{base}?{WORKSPACE_KEY}={address}", language=None, wrap_lines=True)
    kept = workspaces()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button("Leave the workspace", icon=":material/logout:"):
            urlstate.enter_workspace(None)
            st.rerun()
        if not readable or kept is None:
            return
        with st.popover("Remove it for everybody", icon=":material/delete_forever:", key="ws_end"):
            st.markdown("This cannot be undone. Take it along as a file first.")
            if st.button("Remove the workspace", type="primary"):
                with _said():
                    kept.remove(address)
                    urlstate.enter_workspace(None)
                    st.rerun()


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except WorkspaceError as error:
        st.error(escaped(str(error)))
