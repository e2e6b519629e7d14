"""How many people have the app open."""

from __future__ import annotations

from streamlit import runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat


def active() -> int:
    """Open sessions of this process; 0 where no server runs."""
    if not runtime.exists():
        return 0
    found = runtime.get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])
    stats = found.get(ACTIVE_SESSIONS_FAMILY, ())
    return sum(int(stat.value) for stat in stats if isinstance(stat, GaugeStat))
