"""The prices that come with the project: dated, sourced and there without a network."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from pricing.book import PriceBook
from pricing.checks import check_rows

_DATA = Path(__file__).parent / "data"
# Accelerated instances, and the general-purpose ones that claims about inference compare.
SNAPSHOTS = (_DATA / "snapshot.csv", _DATA / "compute_snapshot.csv")


@cache
def snapshot_book() -> PriceBook:
    """The price book of the bundled snapshot."""
    rows: list[dict[str, str]] = []
    for path in SNAPSHOTS:
        with path.open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    checked = check_rows(rows)
    return PriceBook.of(checked.accepted, checked.rejected, "bundled snapshot")
