"""The first thing on a page: its answer, in a headline and a sentence."""

from __future__ import annotations

import streamlit as st

from pages.tables.markdown import escaped, unbroken


def draw(headline: str, detail: str, about: str = "") -> None:
    """Draw an answer.

    Args:
        headline: Markdown.
        detail: the same with figures, as plain text.
        about: what is asked, as plain text; may be empty.
    """
    st.title(unbroken(headline))
    asked = f"**{escaped(about)}.** " if about else ""
    st.markdown(unbroken(asked + escaped(detail)))
