"""Rows as a Markdown table, and text that Markdown leaves alone."""

from __future__ import annotations

import re
from collections.abc import Collection

from model.wording import DASH

# A narrow column must not tear these apart.
NARROW, JOINER = "\N{NARROW NO-BREAK SPACE}", "\N{WORD JOINER}"
UNBROKEN = "\N{NO-BREAK SPACE}"
# A path or a list of files may break after its separators: it would push a table out of the page.
BREAK = "\N{ZERO WIDTH SPACE}"
_LONG = re.compile(r"[^\s|]{20,}")
_SEPARATOR = re.compile(r"(?<=[/_@=}])(?=[\w{*.\\])|(?<=[,.])(?=[A-Za-z])|(?=\\#)")
# Where a narrow column may tear a long name apart.
SEAM = "\N{ZERO WIDTH SPACE}"
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_UNIT = re.compile(r"(?<=\d) (?=(?:days?|hours?|minutes?)\b)|(?<=\bday) (?=\d)")
# A badge, with or without an icon; its text has no bare bracket.
_BADGE = re.compile(r":[a-z]+-badge\[(?::material/\w+: ?)?((?:[^\]\\]|\\.)*)\]")
# Of a link a file keeps the address.
_LINK = re.compile(r"(?<!\\)\[[^\]\\]*\]\((https?://[^\s)]+|/[^\s)]*)\)")
_RANGE = re.compile(rf"(?<=\w){DASH}(?=\\?[\w$])")


def markdown(rows: list[dict[str, str]], right: Collection[str] = ()) -> str:
    """A Markdown table of rows with the same columns; empty without rows.

    Args:
        rows: texts by column.
        right: columns of numbers, set flush right.
    """
    if not rows:
        return ""
    sides = ["---:" if name in right else ":---" for name in rows[0]]
    lines = [list(rows[0]), sides, *([_glued(cell) for cell in row.values()] for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def without_empty(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows without the columns that say nothing in any row."""
    said = {name for row in rows for name, cell in row.items() if cell not in ("", DASH)}
    return [{name: cell for name, cell in row.items() if name in said} for row in rows]


def unbroken(text: str) -> str:
    """Text whose figures stay on one line with their per cent signs."""
    return _PERCENT.sub(NARROW, text)


def _glued(cell: str) -> str:
    """A cell that breaks where it may, and where numbers and their units do not."""
    numbers = _UNIT.sub(UNBROKEN, _PERCENT.sub(NARROW, _LONG.sub(_breakable, cell)))
    return _RANGE.sub(f"{DASH}{JOINER}", numbers)


def _breakable(word: re.Match[str]) -> str:
    """A long word that may break; an address stays whole, so that it can be followed."""
    text = word[0]
    steers = any(mark in text for mark in ("://", ":\\//", "](", "-badge["))
    return text if steers else _SEPARATOR.sub(BREAK, text)


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return re.sub(r"([\\`*_\[\]<>$|~#:&])", r"\\\1", re.sub(r"[\r\n]+", " ", text))


def breakable(text: str) -> str:
    """Text that may be broken at the marks of an address or a path, and in a very long word."""
    marked = re.sub(r"(?<=[/-])(?=\w)|(?<=[a-z]\.)(?=[a-z])", SEAM, text)
    return re.sub(r"(\w{18})(?=\w{3})", rf"\1{SEAM}", marked)


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of a Markdown table that `markdown` made, as the texts a reader sees."""
    lines = [_cells(line) for line in table.splitlines() if line.startswith("|")]
    if not lines:
        return []
    header, _, *body = lines
    return [dict(zip(header, cells, strict=True)) for cells in body]


def _cells(line: str) -> list[str]:
    inner = re.split(r"(?<!\\)\|", line.strip())[1:-1]
    return [_read(cell.strip()) for cell in inner]


def _read(cell: str) -> str:
    """A cell without bold marks, badges, escapes, and characters that only steer line breaks."""
    plain = re.sub(r"(?<!\\)\*\*", "", cell).replace("<br>", " ")
    plain = _LINK.sub(lambda found: found[1], _BADGE.sub(lambda found: found[1], plain))
    plain = re.sub(r"\\([\\`*_\[\]<>$|~#:&])", r"\1", plain)
    plain = plain.replace(JOINER, "").replace(SEAM, "")
    return plain.replace(NARROW, " ").replace(UNBROKEN, " ")
