"""The decision memo as a PDF of one A4 page."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path

from model.memo.contents import Contents
from model.memo.figure import Figure

_TEMPLATE = Path(__file__).with_name("memo.typ")


def memo_pdf(contents: Contents, figures: Sequence[Figure] = ()) -> bytes:
    """The memo as a tagged PDF of one page.

    Where the smallest readable type is too large for that, the longest lists are cut and say so.

    Args:
        contents: what it says.
        figures: its charts as PDF, shown side by side below the table of platforms.
    """
    # It takes much memory: only whoever asks for a PDF pays for that.
    import typst

    day = contents.written_on
    said = asdict(contents) | {
        "written_on": (day.year, day.month, day.day),
        # JSON has no bytes; the template makes them of numbers.
        "figures": [{"pdf": list(figure.light), "words": figure.words} for figure in figures],
    }
    made: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"memo": re.sub(r"(?<=\d) %", r"\\u00a0%", json.dumps(said))},
        timestamp=datetime.combine(day, time(), UTC),
    )
    return made
