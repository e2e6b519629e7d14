"""The chip of a published run, which tables name in many ways."""

from __future__ import annotations

import re

from model.hardware import Accelerator, accelerators
from model.validation.cells import Row, text

# Cells that may say which part of a chip it was where the chip's own cell does not.
ELSEWHERE = ("internode_net", "source", "url", "notes")


def read_accelerator(row: Row) -> Accelerator:
    """The chip of a row: the one whose pattern explains most of what the row calls it.

    Raises:
        ValueError: no such chip in the hardware table.
    """
    cell = text(row, "accelerator")
    word = re.sub(r"[^a-z0-9]", "", cell.lower()) + _part(row)
    found = [(m.end() - m.start(), c) for c in accelerators().values() if (m := _named(c, word))]
    if not found:
        raise ValueError(f"accelerator = {cell!r}: must be one of {', '.join(accelerators())}")
    return max(found, key=lambda pair: pair[0])[1]


def _named(chip: Accelerator, word: str) -> re.Match[str] | None:
    return re.search(chip.pattern, word)


def _part(row: Row) -> str:
    """What other cells say of the part: a PCIe card, or the H100 with 96 GB of slower memory."""
    others = "; ".join(text(row, column) for column in ELSEWHERE)
    card = re.search(r"(?i)[ah]100[ _-]?(?:\d+ ?gb[ _-]?)?pcie|no nvlink", others)
    slow = re.search(r"(?i)\b96 ?gb", others) and re.search(r"(?i)2\.4 ?tb/s|500 ?w\b", others)
    return ("pcie" if card else "") + ("96gb" if slow else "")
