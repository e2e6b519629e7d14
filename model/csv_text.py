"""Rows as CSV that a spreadsheet reads as data only."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

Cell = str | float | int | bool | None
# What a spreadsheet would take for the start of a formula, even after white space.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

# In half of Europe a spreadsheet begins a new cell at a semicolon, whatever the file says.
_BEHIND_A_SEPARATOR = re.compile(r"([;\t][ \"]*)([=+@\uff1d\uff0b\uff20-])")


def csv_text(rows: Sequence[Mapping[str, Cell]]) -> str:
    """CSV with a header (RFC 4180), the columns of the first row; empty without rows.

    Texts that a spreadsheet would run as a formula get an apostrophe in front, as OWASP advises;
    numbers stay numbers, signs and all.
    """
    if not rows:
        return ""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    names = list(rows[0])
    writer.writerow([_safe(name) for name in names])
    writer.writerows([_safe(row.get(name)) for name in names] for row in rows)
    return text.getvalue()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if not isinstance(cell, str):
        return cell
    clean = _BEHIND_A_SEPARATOR.sub(r"\1'\2", cell.replace("\x00", ""))
    return f"'{clean}" if clean.lstrip(" ").startswith(_FORMULA) else clean
