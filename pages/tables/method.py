"""Rows and lines of the Method page."""

from __future__ import annotations

import re

from model.csv_text import Cell
from model.method.section import Example, Section
from pages.tables.markdown import escaped, markdown


def anchor(section: Section) -> str:
    """The section's place on the page, for links."""
    return re.sub(r"[^a-z0-9]+", "-", section.title.lower()).strip("-")


def contents(sections: tuple[Section, ...]) -> str:
    """Links to all sections, in one line."""
    return " · ".join(f"[{escaped(s.title)}](#{anchor(s)})" for s in sections)


def symbols(section: Section) -> str:
    """What the letters mean, as a Markdown table."""
    return markdown(
        [
            {"Symbol": f"${s.letter}$", "Meaning": escaped(s.meaning), "Unit": escaped(s.unit)}
            for s in section.symbols
        ]
    )


def letter_rows(sections: tuple[Section, ...]) -> list[dict[str, Cell]]:
    """Every letter of every section, as a file has them."""
    return [
        {"Section": s.title, "Symbol": each.letter, "Meaning": each.meaning, "Unit": each.unit}
        for s in sections
        for each in s.symbols
    ]


def worked_rows(
    sections: tuple[Section, ...], examples: tuple[Example, ...]
) -> list[dict[str, Cell]]:
    """Every worked example, as a file has them."""
    return [
        {
            "Section": section.title,
            "Worked out": example.words,
            "By formula": example.by_formula,
            "By code": example.by_code,
            "Unit": example.unit,
        }
        for section, example in zip(sections, examples, strict=True)
    ]


def worked(example: Example) -> str:
    """The example with what the formula and the code give."""
    return (
        f"**Worked out.** {escaped(example.words)}: the formula gives "
        f"**{escaped(_number(example.by_formula))}** and the code "
        f"**{escaped(_number(example.by_code))}** {escaped(example.unit)}."
    )


def sources(section: Section) -> str:
    """Papers, and the functions that compute it."""
    papers = escaped("; ".join(section.papers))
    code = ", ".join(f"`{name}`" for name in section.code_names)
    return f"From: {papers}. In the code: {code}."


def _number(value: float) -> str:
    if abs(value) >= 1e5:
        return f"{value:,.0f}"
    return f"{value:,.5g}"
