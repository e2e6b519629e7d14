"""Reading the data files that ship with the model."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=32)
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Rows of `model/data/<name>`, each a mapping from column to text."""
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def optional_int(text: str) -> int | None:
    """The whole number in a cell, or None for a blank one."""
    return int(float(text)) if text else None


def optional_float(text: str) -> float | None:
    """The number in a cell, or None for a blank one."""
    return float(text) if text else None
