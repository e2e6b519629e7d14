"""Rows as a Markdown table, and text that Markdown leaves alone."""

from __future__ import annotations

import re
from collections.abc import Collection


def markdown(rows: list[dict[str, str]], right: Collection[str] = ()) -> str:
    """A Markdown table of rows with the same columns; empty without rows.

    Args:
        rows: texts by column.
        right: columns of numbers, set flush right.
    """
    if not rows:
        return ""
    sides = ["---:" if name in right else ":---" for name in rows[0]]
    lines = [list(rows[0]), sides, *(list(row.values()) for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return re.sub(r"([\\`*_\[\]<>$|~#:])", r"\\\1", text.replace("\n", " "))
