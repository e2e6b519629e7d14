"""A CSV file of step times."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from model.run_log.reading import Quantity, Reading, Readings, is_measurement

NAME = "CSV file"
_VALUE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?(?:[eE][+-]?[0-9]{1,2})?")
_TIME = re.compile(
    r"step_?time|step_?seconds|iteration_?time|step_timing|iter_?time|^seconds$"
    r"|(?:step|iter|iteration)_(?:duration|sec|ms)|(?:^|_)(?:time|s|sec|seconds|ms)(?:_per_|/)"
    r"(?:step|iter)"
)
_MILLI = re.compile(r"(?:^|[^a-z])ms(?:$|[^a-z])|millis")
_RATE = re.compile(r"tokens_?per_?s(?:ec(?:ond)?)?|tok/s|tokens/s")
_ONE = re.compile(r"per_?(?:gpu|device|chip|accel)|/(?:gpu|device|chip|accel)")
_STEP = ("step", "global_step", "iteration", "iter", "_step")


def read_table(lines: Sequence[str]) -> Readings:
    """The values of the column that holds step times or throughput; none without such a header."""
    nothing = Readings(NAME, Quantity.STEP_SECONDS, ())
    for start, line in enumerate(lines[:20]):
        separator = next((s for s in (",", ";", "\t") if s in line), ",")
        header = [cell.strip().strip('"').lower() for cell in line.split(separator)]
        column = next((i for i, name in enumerate(header) if _kind(name)), None)
        if column is None:
            continue
        found = _kind(header[column])
        assert found is not None
        quantity, scale = found
        steps = next((i for i, name in enumerate(header) if name in _STEP), None)
        rows = csv.reader(lines[start + 1 :], delimiter=separator, quoting=csv.QUOTE_MINIMAL)
        try:
            readings = [_reading(row, column, steps, scale, separator != ",") for row in rows]
        except csv.Error:
            return nothing
        return Readings(NAME, quantity, tuple(r for r in readings if r is not None))
    return nothing


def _kind(name: str) -> tuple[Quantity, float] | None:
    """What a column holds and what its values are multiplied with; None for another column."""
    if len(name) > 80:
        return None
    plain = name.replace(" ", "_")
    if _RATE.search(plain):
        per_chip = _ONE.search(plain) is not None
        return (Quantity.TOKENS_PER_ACCELERATOR if per_chip else Quantity.TOKENS), 1.0
    if _TIME.search(plain):
        return Quantity.STEP_SECONDS, 1e-3 if _MILLI.search(plain.replace("_", " ")) else 1.0
    return None


def _reading(
    row: list[str], column: int, steps: int | None, scale: float, comma: bool
) -> Reading | None:
    """The value of a row; `comma`: whether a comma in it is a decimal one."""
    if len(row) <= column:
        return None
    cell = row[column].strip().replace(",", ".") if comma else row[column].strip()
    if not _VALUE.fullmatch(cell) or not is_measurement(float(cell) * scale):
        return None
    step = row[steps].strip() if steps is not None and len(row) > steps else ""
    return Reading(float(cell) * scale, int(step) if re.fullmatch(r"[0-9]{1,12}", step) else None)
