"""The decision memo as Markdown, to paste into a thread or a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.memo.contents import Contents, Line, Section, Table


def memo_markdown(contents: Contents) -> str:
    """The memo as Markdown; whatever a user typed is shown, not obeyed."""
    parts = [
        f"# {plain(contents.title)}",
        _line(contents.question),
        plain(contents.answer),
        _table(contents.platforms),
        *(part for section in contents.sections for part in _section(section)),
    ]
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """Text that Markdown and HTML show as it stands."""
    return re.sub(r"([\\`*_\[\]<>&|~#])", r"\\\1", " ".join(text.split()))


def _section(section: Section) -> Iterator[str]:
    yield f"## {plain(section.title)}"
    if section.table:
        yield _table(section.table)
    lines = [_line(line) for line in section.lines if line.text]
    if section.listed and lines:
        yield "\n".join(f"- {line}" for line in lines)
    else:
        yield from lines


def _line(line: Line) -> str:
    text = plain(line.text)
    if line.link:
        text = f"[{text}](<{line.link}>)"
    lead = f"**{plain(line.lead)}**" if line.lead else ""
    return " ".join(filter(None, (lead, text, f"`{line.code}`" if line.code else "")))


def _table(table: Table) -> str:
    sides = (":---", *["---:"] * (len(table.header) - 1))
    rows = [[plain(cell) for cell in row] for row in (table.header, *table.rows)]
    lines = [rows[0], sides, *rows[1:]]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
