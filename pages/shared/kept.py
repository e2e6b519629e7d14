"""Values of widgets that belong to one page and are no part of the scenario.

Streamlit forgets them when another page is shown; what somebody has typed or pasted is theirs, so
it is kept for the session. It never goes into the link.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

_KEPT = "_kept_values"


def restore(defaults: Mapping[str, Any]) -> None:
    """Give widgets back what they held; call it before they are drawn."""
    kept = st.session_state.setdefault(_KEPT, {})
    for key, value in defaults.items():
        st.session_state.setdefault(key, kept.get(key, value))


def save(keys: Mapping[str, Any]) -> None:
    """Keep what widgets hold; call it after they are drawn."""
    for key in keys:
        st.session_state[_KEPT][key] = st.session_state[key]
