"""Every published run with its cross-validated predictions, as a data file for the pages."""

from __future__ import annotations

import csv
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path

import numpy as np

from model.architecture import flops_per_token
from model.calibration.crossvalidate import HeldOut
from model.data_files import rows
from model.step.problem import Values
from model.validation.complete import CompleteRun
from model.validation.published_run import PublishedRun
from model.workload import Task

FACTS = (
    "id", "source", "date", "model", "chip", "precision", "task", "accelerators",
    "measured", "measured_mfu",
)  # fmt: skip


def measured_mfu(run: PublishedRun) -> float:
    """Model FLOP/s of a run over the dense peak of its precision."""
    w = run.workload
    peak = run.accelerator.peak_flops(w.precision) or run.accelerator.bf16_flops
    frozen = w.task in (Task.LORA, Task.QLORA)
    per_token = flops_per_token(w.architecture, w.seq_len, frozen).total
    return (run.tokens_per_s or 0.0) * per_token / peak


def constant_mfu(runs: Sequence[PublishedRun], key: Callable[[PublishedRun], Hashable]) -> Values:
    """The MFU that a calculator with one constant a chip and precision would take for each run.

    It is the median of the runs of other folds on the same chip in the same precision; where there
    are none, on the same generation, then in the same precision, then of all.
    """
    folds = [key(run) for run in runs]
    mfu = np.array([measured_mfu(run) for run in runs])
    kinds = [_kinds(run) for run in runs]
    found = np.zeros(len(runs))
    medians: dict[tuple[Hashable, Hashable], float | None] = {}
    for i, fold in enumerate(folds):
        for kind in kinds[i]:
            if (fold, kind) not in medians:
                others = [mfu[j] for j in range(len(runs)) if folds[j] != fold and kind in kinds[j]]
                medians[fold, kind] = float(np.median(others)) if others else None
            value = medians[fold, kind]
            if value is not None:
                found[i] = value
                break
    return found


def _kinds(run: PublishedRun) -> tuple[tuple[str, ...], ...]:
    chip, precision = run.accelerator, run.workload.precision.value
    return ((chip.id, precision), (chip.generation, precision), (precision,), ())


def write(
    path: Path,
    runs: Sequence[CompleteRun],
    schemes: Mapping[str, tuple[HeldOut, Callable[[PublishedRun], Hashable]]],
) -> None:
    """Write one row a run: what was measured, and what each cross-validation predicted.

    Args:
        path: the file.
        runs: the runs, in the order of the cross-validations.
        schemes: cross-validations by name, each with the fold of a run.
    """
    published = [r.run for r in runs]
    columns: dict[str, list[str]] = {}
    for name, (held, key) in schemes.items():
        columns |= _columns(name, published, held, constant_mfu(published, key))
    _write(path, published, columns, "training_runs.csv")


def write_outside(
    path: Path, runs: Sequence[CompleteRun], held: HeldOut, fitted: Sequence[CompleteRun]
) -> None:
    """Write the same for runs that no fit has seen; their constants come from the fitted runs."""
    published, others = [r.run for r in runs], [r.run for r in fitted]
    ids = {id(run) for run in published}
    mfu = constant_mfu([*published, *others], lambda run: id(run) in ids)[: len(published)]
    _write(path, published, _columns("outside", published, held, mfu), "outside_runs.csv")


def _columns(
    name: str, runs: Sequence[PublishedRun], held: HeldOut, constant: Values
) -> dict[str, list[str]]:
    measured = np.array([run.tokens_per_s or 1.0 for run in runs])
    mfu = np.array([measured_mfu(run) for run in runs])
    return {
        f"predicted_{name}": _texts(measured * np.exp(-held.log_ratio)),
        f"evidence_{name}": list(held.levels),
        f"constant_{name}": _texts(measured * constant / mfu),
    }


def _write(
    path: Path, runs: Sequence[PublishedRun], columns: Mapping[str, Sequence[str]], table: str
) -> None:
    dates = {row["id"]: row["date"] for row in rows(table)}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*FACTS, *columns))
        for i, run in enumerate(runs):
            facts = _facts(run, dates[run.id], measured_mfu(run))
            writer.writerow((*facts, *(values[i] for values in columns.values())))


def _texts(values: Values) -> list[str]:
    return [f"{value:.6g}" for value in values]


def _facts(run: PublishedRun, date: str, mfu: float) -> tuple[str, ...]:
    return (
        run.id, run.source, date, run.model, run.accelerator.id, run.workload.precision.value,
        run.workload.task.value, str(run.accelerators), f"{run.tokens_per_s:.6g}", f"{mfu:.4g}",
    )  # fmt: skip
