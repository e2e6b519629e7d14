"""Every fact has a source and a date on its row."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = sorted([*ROOT.glob("model/data/*.csv"), *ROOT.glob("pricing/data/*.csv")])
DATES = ("as_of", "retrieved", "date")
# A publication is dated by what it prints: a year, a month or a day.
PUBLISHED = re.compile(r"20\d\d(-\d\d(-\d\d)?)?")


@pytest.mark.parametrize("path", DATA, ids=lambda p: p.name)
def test_each_row_has_a_source_and_a_date(path: Path) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for number, row in enumerate(rows, start=2):
        assert row["source"].strip(), f"{path.name}:{number} has no source"
        day = next((row[name] for name in DATES if row.get(name)), None)
        assert day, f"{path.name}:{number} has no date"
        assert PUBLISHED.match(day), f"{path.name}:{number}: {day}"
