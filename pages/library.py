"""Library: scenarios kept in this browser, named, tagged, side by side, and handed on as a file."""

from pages.shared import shell

shell.require_entry()

from datetime import UTC, datetime

import streamlit as st

from model.library import Entry, Library, differences
from model.library.side_by_side import MOST_SIDE_BY_SIDE
from pages.shared import answers, browser_store, library_form, urlstate
from pages.tables import library as tables
from pages.tables.compare import subject

scenario = urlstate.scenario()
text = browser_store.text()
library = Library.from_json(text) if text else Library()
today = datetime.now(UTC).date()

count = len(library.entries)
st.title(f"Your library holds {count} scenario{'' if count == 1 else 's'}")
st.markdown(
    "It is kept in this browser only: nobody else sees it, and it goes when the browser's data "
    "for this site is cleared. Take a file along to keep it elsewhere."
)
if not browser_store.works():
    st.warning("This browser keeps nothing for this site: use the file below.")
for problem in library.problems if text else ():
    st.warning(f"{problem} The next change drops it.")

# Before the browser has answered, keeping something would replace what it holds.
kept: Library | None = None
if text is None and browser_store.works():
    st.caption("Reading what this browser keeps…")
else:
    kept = library_form.draw(library, Entry(subject(scenario), scenario, today))
if kept is not None:
    browser_store.write(kept.to_json())
    library = Library(kept.entries)
browser_store.mount()
if kept is not None and len(kept.entries) != count:
    st.rerun()

if library.entries:
    st.header("Side by side")
    tags = sorted({tag for entry in library.entries for tag in entry.tags})
    tag = st.pills("Tag", tags, key="library_tag") if tags else None
    names = [e.name for e in library.entries if tag is None or tag in e.tags]
    chosen = st.multiselect(
        "Scenarios",
        names,
        default=names[:MOST_SIDE_BY_SIDE],
        max_selections=MOST_SIDE_BY_SIDE,
        key=f"library_chosen_{tag}_{count}",
    )
    shown = [entry for entry in library.entries if entry.name in chosen[:MOST_SIDE_BY_SIDE]]
    if shown:
        base = (st.context.url or "").rstrip("/").removesuffix("/library")
        found = [answers.answer(entry.scenario) for entry in shown]
        st.markdown(tables.side_by_side(shown, found, base))
        if len(shown) > 1 and not differences([entry.scenario for entry in shown]):
            st.caption(tables.SAME)
