"""The calibration as a data file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from model.calibration.crossvalidate import HeldOut
from model.data_files import DATA
from model.search.evidence import coverage
from model.step.problem import Values
from model.validation.complete import CompleteRun
from model.validation.prediction import Z80

TEXTS = {
    "covered": "Many published runs of this kind on this chip and stack.",
    "thin": "Few published runs of this kind on this chip.",
    "scarce": "Almost no published run of this kind on this chip.",
    "unmeasured": "No published run on this chip.",
}


def rows_hash() -> str:
    """SHA-256 of the table of published runs."""
    return hashlib.sha256((DATA / "training_runs.csv").read_bytes()).hexdigest()


def evidence_levels(sources: HeldOut, chips: HeldOut) -> dict[str, dict[str, Any]]:
    """Spread of held-out predictions by evidence level.

    The standard deviation is set so that the central 80 % of a normal distribution is as wide
    as the central 80 % of the residuals. Chips that were never measured are judged by holding
    out whole chips. A level is never more certain than the one above it.
    """
    residuals = {name: _at(sources, name) for name in ("covered", "thin", "scarce")}
    residuals["unmeasured"] = _at(chips, "unmeasured")
    levels: dict[str, dict[str, Any]] = {}
    floor = 0.0
    for name, values in residuals.items():
        width = float(np.quantile(np.abs(values), 0.8)) if len(values) else floor * Z80
        floor = max(floor, width / Z80)
        levels[name] = {"text": TEXTS[name], "log_sigma": round(floor, 4), "runs": len(values)}
    return levels


def _at(held: HeldOut, name: str) -> Values:
    chosen = np.array([found == name for found in held.levels], dtype=bool)
    return np.asarray(held.log_ratio[chosen])


def write(
    path: Path,
    runs: Sequence[CompleteRun],
    parameters: Mapping[str, float],
    levels: Mapping[str, Any],
    table: Mapping[str, Any],
    residuals: Values,
    ordinary: tuple[float, float],
    layout_gap: tuple[float, float],
    as_of: str,
) -> None:
    """Write a calibration: parameters, what they were fitted on, and how well they did."""
    document = {
        "as_of": as_of,
        "source": "fitted on model/data/training_runs.csv by `python -m model.calibration`",
        "rows_sha256": rows_hash(),
        "runs": len(runs),
        "layout_gap": layout_gap[0],
        "layout_gap_log_sigma": layout_gap[1],
        "ordinary_slowdown": ordinary[0],
        "ordinary_log_sigma": ordinary[1],
        "levels": levels,
        "cross_validation": table,
        "coverage": dict(sorted(coverage(r.where for r in runs).items())),
        "parameters": {key: round(value, 5) for key, value in sorted(parameters.items())},
        "residuals": {r.run.id: round(float(e), 4) for r, e in zip(runs, residuals, strict=True)},
    }
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
