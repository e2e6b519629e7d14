"""The prices that come with the project: dated, sourced and there without a network."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from pricing.book import PriceBook
from pricing.checks import check_rows

SNAPSHOT = Path(__file__).parent / "data" / "snapshot.csv"


@cache
def snapshot_book() -> PriceBook:
    """The price book of the bundled snapshot."""
    with SNAPSHOT.open(newline="", encoding="utf-8") as file:
        checked = check_rows(csv.DictReader(file))
    return PriceBook.of(checked.accepted, checked.rejected, "bundled snapshot")
