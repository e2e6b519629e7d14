"""Library: scenarios kept in the browser or a workspace, named, tagged, side by side."""

from pages.shared import shell

shell.require_entry()

from datetime import UTC, datetime

import streamlit as st

from model.library import Entry, Library, differences
from model.library.side_by_side import MOST_SIDE_BY_SIDE
from model.wording import counted
from pages.shared import answers, downloads, library_form, library_place, urlstate
from pages.tables import library as tables
from pages.tables.compare import subject
from pages.tables.markdown import escaped

scenario = urlstate.scenario()
today = datetime.now(UTC).date()
place = library_place.current(today)
heading, about = st.empty(), st.empty()
found = place.read()
library = found or Library()

count = len(library.entries)
if found is not None:
    heading.title(f"{place.holder} holds {counted(count, 'scenario')}")
    about.markdown(place.about)
else:
    heading.title(place.holder)
for problem in library.problems:
    st.warning(f"{escaped(problem)} The next change drops it.")

# Before the place has answered, keeping something would replace what it holds.
kept: Library | None = None
library_place.switch(found, today)
if found is not None:
    kept = library_form.draw(library, Entry(subject(scenario), scenario, today))
elif urlstate.workspace() is None:
    st.caption("Reading what this browser keeps…")
if kept is not None:
    library = place.write(library, kept)
place.finish()
if kept is not None and len(library.entries) != count:
    st.rerun()

if library.entries:
    st.header("Side by side")
    tags = sorted({tag for entry in library.entries for tag in entry.tags})
    tag = st.pills("Tag", tags, format_func=escaped, key="library_tag") if tags else None
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
        compared = [answers.answer(entry.scenario) for entry in shown]
        beside = tables.side_by_side(shown, compared, base)
        st.markdown(beside)
        if len(shown) > 1:
            differ = differences([entry.scenario for entry in shown])
            st.caption(tables.MARKED if differ else tables.SAME)
        downloads.draw("library", tables={"Side by side": beside})
