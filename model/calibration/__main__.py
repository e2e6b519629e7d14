"""`python -m model.calibration`: fit the coefficients, cross-validate, store, print the table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from model.calibration import crossvalidate as cv
from model.calibration import held_out
from model.calibration.dataset import completed, dataset, read_runs
from model.calibration.fit import fit, predict
from model.calibration.layout_gap import layout_gap
from model.calibration.maturity import ordinary_slowdown
from model.calibration.outside import outside
from model.calibration.store import Unseen, evidence_levels, report_log_sigma, write
from model.data_files import DATA, rows
from model.step.problem import Values
from model.validation.cells import published_as
from model.validation.complete import CompleteRun
from model.validation.prediction import Z80
from model.validation.report import summary_lines
from model.validation.summary import ErrorSummary, summarise

SECTIONS = ("all", "chip", "precision", "kind", "task", "evidence", "published as")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit on the shipped runs; write `calibration.json`, `held_out.csv` and `outside.csv`."""
    parser = argparse.ArgumentParser(prog="python -m model.calibration", description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="print the table, write nothing")
    parsed = parser.parse_args(arguments)
    runs, parameters = fit_all()
    by_source, by_publisher = (
        way([r.run for r in runs]) for way in (cv.by_source, cv.by_publisher)
    )
    sources, groups, whole, generations = cv.held_out(
        runs, (by_source, cv.by_group, by_publisher, cv.by_generation), parameters
    )
    elsewhere, unseen = outside(runs, parameters)
    # Without all that one publisher alone has measured, a fit knows less than the one that ships.
    strangers = (_unseen(sources, runs), _unseen(unseen, elsewhere))
    every = (*strangers, _unseen(groups, runs))
    levels = evidence_levels(every, generations, [r.where.generation for r in runs])
    # What a report leaves unsaid is known of one whose publisher has others in the fit.
    report = report_log_sigma(strangers, levels)
    table: dict[str, Any] = {}
    for title, table_runs, held in (
        ("publisher left out, dominant ones model by model", runs, sources),
        ("(model, chip, number, precision) group left out", runs, groups),
        ("whole publisher left out", runs, whole),
        ("collected apart, in no fit", elsewhere, unseen),
    ):
        sections = breakdown(table_runs, held, levels, report)
        print(f"\n=== {title} ===", *summary_lines(sections), sep="\n")
        table[title] = {"all": asdict(sections["all"]["all"])}
    if not parsed.dry_run:
        residuals = predict(dataset(runs), parameters)
        as_of = max(row["date"] for row in rows("training_runs.csv") if row["date"][:2] == "20")
        path = DATA / "calibration.json"
        ordinary = ordinary_slowdown()
        gap = layout_gap(runs, parameters)
        write(path, runs, parameters, levels, table, residuals, ordinary, report, gap, as_of)
        schemes = {
            "source": (sources, by_source),
            "group": (groups, cv.by_group),
            "publisher": (whole, by_publisher),
        }
        held_out.write(DATA / "held_out.csv", runs, schemes)
        held_out.write_outside(DATA / "outside.csv", elsewhere, unseen, runs)
    return 0


def fit_all() -> tuple[list[CompleteRun], dict[str, float]]:
    """Fit on all shipped runs, twice: open layouts are searched again with the first fit."""
    published = read_runs()
    runs = completed(published, {})
    parameters = fit(dataset(runs)).parameters
    runs = completed(published, parameters)
    return runs, dict(fit(dataset(runs), parameters).parameters)


def breakdown(
    runs: Sequence[CompleteRun],
    held: cv.HeldOut,
    levels: dict[str, dict[str, Any]],
    report: float,
) -> dict[str, dict[str, ErrorSummary]]:
    """Error statistics of held-out predictions, in total and by kind of run."""
    measured = np.array([r.run.tokens_per_s or 1.0 for r in runs])
    predicted = measured * np.exp(-held.log_ratio)
    sigmas = np.array([levels[name]["log_sigma"] for name in held.levels])
    own = np.array([0.0 if r.run.benchmark else report for r in runs])
    spread = np.exp(Z80 * np.hypot(sigmas, own))
    names = {
        "all": ["all"] * len(runs),
        "chip": [r.where.chip for r in runs],
        "precision": [r.where.precision for r in runs],
        "kind": [r.where.kind for r in runs],
        "task": [r.run.workload.task.value for r in runs],
        "evidence": list(held.levels),
        "published as": [published_as(r.run.source) for r in runs],
    }
    return {
        section: {
            name: _summary(predicted, measured, spread, np.array(names[section]) == name)
            for name in sorted(set(names[section]))
        }
        for section in SECTIONS
    }


def _unseen(held: cv.HeldOut, runs: Sequence[CompleteRun]) -> Unseen:
    return Unseen(held, np.array([r.run.benchmark for r in runs]))


def _summary(predicted: Values, measured: Values, spread: Values, chosen: Any) -> ErrorSummary:
    p, m, s = predicted[chosen], measured[chosen], spread[chosen]
    return summarise(list(p), list(m), list(p / s), list(p * s))


if __name__ == "__main__":
    sys.exit(main())
