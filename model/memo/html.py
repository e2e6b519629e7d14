"""The decision memo as one HTML file: no script, no request, the charts inside."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path

from model.memo.contents import Contents, Line, Section, Table
from model.memo.figure import Figure

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def memo_html(contents: Contents, figures: Sequence[Figure] = ()) -> str:
    """The memo as a whole page; whatever a user typed is shown, not obeyed.

    Args:
        contents: what it says.
        figures: its charts as SVG, shown below the table of platforms.
    """
    title = escape(contents.title)
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{title}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n<main>",
        f"<h1>{title}</h1>",
        f'<p class="question">{_line(contents.question)}</p>',
        f'<p class="answer">{escape(contents.answer)}</p>',
        _table(contents.platforms),
        *_figures(figures),
        *(part for section in contents.sections for part in _section(section)),
        "</main>\n</body>\n</html>\n",
    ]
    return re.sub(r"(?<=\d) %", "&nbsp;%", "\n".join(parts))


@cache
def _style() -> str:
    return Path(__file__).with_name("memo.css").read_text(encoding="utf-8")


def _section(section: Section) -> Iterator[str]:
    yield f"<h2>{escape(section.title)}</h2>"
    if section.table:
        yield _table(section.table)
    lines = [_line(line) for line in section.lines if line.text]
    if section.listed and lines:
        yield "<ul>\n" + "\n".join(f"<li>{line}</li>" for line in lines) + "\n</ul>"
    else:
        yield from (f"<p>{line}</p>" for line in lines)


def _line(line: Line) -> str:
    text = escape(line.text)
    if line.link:
        text = f'<a href="{escape(line.link)}">{text}</a>'
    lead = f"<strong>{escape(line.lead)}</strong>" if line.lead else ""
    code = f"<code>{escape(line.code)}</code>" if line.code else ""
    return " ".join(filter(None, (lead, text, code)))


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.header)
    rows = "\n".join(
        "<tr>"
        + f'<th scope="row">{escape(first)}</th>'
        + "".join(
            f'<td data-label="{escape(name)}">{escape(cell)}</td>'
            for name, cell in zip(table.header[1:], rest, strict=True)
        )
        + "</tr>"
        for first, *rest in table.rows
    )
    return (
        '<div class="table"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>"
    )


def _figures(figures: Sequence[Figure]) -> Iterator[str]:
    if figures:
        yield '<div class="figures">'
        yield from (_figure(figure) for figure in figures)
        yield "</div>"


def _figure(figure: Figure) -> str:
    # An image of its own: names inside one SVG cannot meet those of another.
    dark = (
        f'<source media="(prefers-color-scheme: dark)" srcset="{_data(figure.dark)}">'
        if figure.dark
        else ""
    )
    image = f'<img src="{_data(figure.light)}" alt="{escape(figure.words)}">'
    return f"<picture>{dark}{image}</picture>"


def _data(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode('ascii')}"
