"""Rows as a Markdown table, and text that Markdown leaves alone."""

from __future__ import annotations

import re


def markdown(rows: list[dict[str, str]]) -> str:
    """A Markdown table of rows with the same columns; empty without rows."""
    if not rows:
        return ""
    lines = [list(rows[0]), [":---"] * len(rows[0]), *(list(row.values()) for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return re.sub(r"([\\`*_\[\]<>$|~#:])", r"\\\1", text.replace("\n", " "))
