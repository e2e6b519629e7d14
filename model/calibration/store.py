"""The calibration as a data file."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.calibration.crossvalidate import HeldOut
from model.data_files import DATA
from model.search.evidence import coverage
from model.step.problem import Values
from model.validation.complete import CompleteRun
from model.validation.prediction import Z80
from model.validation.publisher import publisher

Levels = dict[str, dict[str, Any]]

TEXTS = {
    "covered": "Many published runs of this kind on this chip and stack.",
    "thin": "Few published runs of this kind on this chip.",
    "single": "Nearly all published runs of this kind on this chip are one publisher's.",
    "finetuned": "A fine-tuning: its throughput varies more than that of pre-training.",
    "routed": "A mixture of experts: their throughput varies more from program to program.",
    "scarce": "Almost no published run of this kind on this chip.",
    "unmeasured": "No published run, or a handful, on this chip.",
}


def rows_hash() -> str:
    """SHA-256 of the tables of published runs, in the fit and kept out of it."""
    tables = ("training_runs.csv", "outside_runs.csv")
    return hashlib.sha256(b"".join((DATA / name).read_bytes() for name in tables)).hexdigest()


@dataclass(frozen=True, slots=True)
class Unseen:
    """Predictions of runs that the fit has not seen.

    Attributes:
        held: the predictions.
        benchmarks: which of them were published as benchmarks.
    """

    held: HeldOut
    benchmarks: NDArray[np.bool_]


def evidence_levels(unseen: Sequence[Unseen], generations: HeldOut, names: Sequence[str]) -> Levels:
    """Spread of predictions of unseen benchmarks by evidence level.

    The standard deviation is set so that the central 80 % of a normal distribution is as wide
    as the central 80 % of the residuals. A level is never more certain than the one
    above it: levels in the wrong order are one (isotonic regression, Barlow et al. 1972).

    Args:
        unseen: predictions whose residuals are taken together, of runs left out of the fit or
            kept apart from it.
        generations: the cross-validation that leaves out chip generations.
            A chip that was never measured gets the larger of the spread that their residuals
            promise for the next generation and that of such runs in `unseen`.
        names: chip generation of each run of `generations`.
    """
    pools: list[list[str]] = []
    for level in ("covered", "thin", "single", "finetuned", "routed", "scarce"):
        pools.append([level])
        while len(pools) > 1 and _width(unseen, pools[-1]) < _width(unseen, pools[-2]):
            pools[-2:] = [pools[-2] + pools[-1]]
    levels: Levels = {
        level: _level(level, _width(unseen, members), _count(unseen, level))
        for members in pools
        for level in members
    }
    alone = max(_width(unseen, ["unmeasured"]), _width(unseen, pools[-1]))
    width = max(alone, _next_width(np.abs(generations.log_ratio), np.asarray(names)))
    levels["unmeasured"] = _level("unmeasured", width, _count(unseen, "unmeasured"))
    return levels


def _width(unseen: Sequence[Unseen], members: Sequence[str]) -> float:
    """What holds 80 % of the predictions at some levels [ln]; 0 of none."""
    chosen = [_at(u.held, members) & u.benchmarks for u in unseen]
    residuals = np.concatenate(
        [np.abs(u.held.log_ratio[at]) for u, at in zip(unseen, chosen, strict=True)]
    )
    return _four_of_five(residuals)


def _count(unseen: Sequence[Unseen], level: str) -> int:
    return sum(int((_at(u.held, [level]) & u.benchmarks).sum()) for u in unseen)


def report_log_sigma(unseen: Sequence[Unseen], levels: Levels) -> float:
    """Spread that runs which are no benchmarks have beside that of their level [ln].

    Added to it as to an independent error, four of five of their predictions are within the
    central 80 %.
    """
    parts = [(u, ~u.benchmarks) for u in unseen]
    residuals = np.concatenate([u.held.log_ratio[at] for u, at in parts]) / Z80
    spreads = np.concatenate(
        [np.array([levels[name]["log_sigma"] for name in u.held.levels])[at] for u, at in parts]
    )
    # What each run would need for its range to reach just to it.
    needed = np.sqrt(np.maximum(residuals**2 - spreads**2, 0.0))
    return round(_four_of_five(needed), 4)


def _four_of_five(values: Values) -> float:
    """What four of five values do not exceed; 0 of none."""
    return float(np.quantile(values, 0.8, method="inverted_cdf")) if len(values) else 0.0


def _level(name: str, width: float, runs: int) -> dict[str, Any]:
    return {"text": TEXTS[name], "log_sigma": round(width / Z80, 4), "runs": runs}


def _next_width(residuals: Values, names: Any) -> float:
    """Width that holds 80 % of a next generation's runs in 80 % of the cases.

    Source: split conformal prediction (Vovk et al. 2005): of n exchangeable widths the one of
    rank 0.8 (n + 1), rounded up.
    """
    widths = sorted(float(np.quantile(residuals[names == n], 0.8)) for n in set(names.tolist()))
    rank = math.ceil(0.8 * (len(widths) + 1))
    return widths[min(rank, len(widths)) - 1]


def _at(held: HeldOut, names: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([found in names for found in held.levels], dtype=bool)


def write(
    path: Path,
    runs: Sequence[CompleteRun],
    parameters: Mapping[str, float],
    levels: Mapping[str, Any],
    table: Mapping[str, Any],
    residuals: Values,
    ordinary: tuple[float, float],
    report: float,
    layout_gap: tuple[float, float],
    as_of: str,
) -> None:
    """Write a calibration: parameters, what they were fitted on and when, and how well they did.

    A fit that comes to what the file holds keeps the date of the first that did.
    """
    counts = coverage((r.where, publisher(r.run.source)) for r in runs)
    document = {
        "fitted_on": date.today().isoformat(),
        "as_of": as_of,
        "source": "fitted on model/data/training_runs.csv by `python -m model.calibration`",
        "rows_sha256": rows_hash(),
        "runs": len(runs),
        "layout_gap": layout_gap[0],
        "layout_gap_log_sigma": layout_gap[1],
        "ordinary_slowdown": ordinary[0],
        "ordinary_log_sigma": ordinary[1],
        "report_log_sigma": report,
        "levels": levels,
        "cross_validation": table,
        "coverage": dict(sorted(counts.items())),
        "parameters": {key: round(value, 5) for key, value in sorted(parameters.items())},
        "residuals": {r.run.id: round(float(e), 4) for r, e in zip(runs, residuals, strict=True)},
    }
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    same = {**document, "fitted_on": held.get("fitted_on")} == held
    text = json.dumps(held if same else document, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
