"""The table of faults names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MATRIX = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
ROWS = [line for line in MATRIX.splitlines() if line.startswith("| ") and "`" in line]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_each_fault_is_held_by_tests_that_there_are(row: str) -> None:
    named = re.findall(r"`([\w/.]+)::(\w+)`", row)
    assert named
    for file, test in named:
        assert re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
