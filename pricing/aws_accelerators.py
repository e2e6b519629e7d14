"""What is in AWS's instance types: half of AWS's sources name a price without saying so."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ACCELERATORS = Path(__file__).parent / "data" / "aws_accelerators.csv"


@cache
def _known() -> dict[str, tuple[str, int]]:
    with ACCELERATORS.open(newline="", encoding="utf-8") as file:
        return {
            row["instance_type"]: (row["accelerator"], int(row["accelerators"]))
            for row in csv.DictReader(file)
        }


def with_accelerators(row: Mapping[str, object]) -> Mapping[str, object]:
    """The fields of a quote, with the accelerator and its count where the source tells neither."""
    if row.get("accelerator") or row.get("accelerators") or row.get("provider") != "aws":
        return row
    found = _known().get(str(row.get("instance_type")))
    if found is None:
        return row
    return {**row, "accelerator": found[0], "accelerators": found[1]}
