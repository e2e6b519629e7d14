"""Predicting published runs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from model.calibrated import Calibration, calibration
from model.search.evidence import level
from model.step.memory import memory
from model.step.resolve import resolve
from model.step.schedule import step_time
from model.validation.cells import Row, text
from model.validation.complete import complete
from model.validation.published_run import read_run

# Standard deviations of a normal distribution that hold its central 80 %.
Z80 = 1.2816


@dataclass(frozen=True, slots=True)
class Prediction:
    """One published run and what the model says of it.

    Attributes:
        id, model, source, chip, precision, task: of the run.
        measured: tokens per second and accelerator; None if the row has none.
        predicted: the same, predicted.
        low, high: its 80 % interval.
        evidence: evidence level.
        searched: properties of the layout that the row leaves open and the model chose.
        measured_memory_bytes: peak memory per accelerator, if the row has it.
        predicted_memory_bytes: the same, predicted.
        fits: whether the layout can fit in memory, for all that its prediction can be off.
    """

    id: str
    model: str
    source: str
    chip: str
    precision: str
    task: str
    measured: float | None
    predicted: float
    low: float
    high: float
    evidence: str
    searched: tuple[str, ...]
    measured_memory_bytes: float | None
    predicted_memory_bytes: float
    fits: bool

    @property
    def error(self) -> float | None:
        """Predicted / measured - 1, or None without a measurement."""
        return None if self.measured is None else self.predicted / self.measured - 1


@dataclass(frozen=True, slots=True)
class Unpredicted:
    """A row that cannot be predicted, and why."""

    id: str
    reason: str


def predict_row(row: Row, fit: Calibration | None = None) -> Prediction | Unpredicted:
    """What the model says of one row with the columns of `training_runs.csv`."""
    fit = fit or calibration()
    name = text(row, "id")
    try:
        run = read_run(row)
        whole = complete(run, fit.parameters)
    except (ValueError, ZeroDivisionError, OverflowError) as problem:
        return Unpredicted(name, str(problem))
    seconds = float(step_time(whole.problem, resolve(fit.parameters, whole.where)).seconds)
    predicted = run.workload.tokens_per_step / (seconds * run.accelerators)
    evidence = level(fit.coverage, whole.where)
    spread = math.exp(Z80 * fit.log_sigma(evidence, run.benchmark))
    return Prediction(
        id=name,
        model=run.model,
        source=run.source,
        chip=run.accelerator.id,
        precision=run.workload.precision.value,
        task=run.workload.task.value,
        measured=run.tokens_per_s,
        predicted=predicted,
        low=predicted / spread,
        high=predicted * spread,
        evidence=evidence,
        searched=whole.searched,
        measured_memory_bytes=run.peak_memory_bytes,
        predicted_memory_bytes=float(memory(whole.problem).total),
        fits=whole.fits,
    )


def predict_rows(rows: Iterable[Row]) -> tuple[list[Prediction], list[Unpredicted]]:
    """Predictions of many rows, and the rows that have none."""
    predictions: list[Prediction] = []
    rest: list[Unpredicted] = []
    for row in rows:
        result = predict_row(row)
        if isinstance(result, Prediction):
            predictions.append(result)
        else:
            rest.append(result)
    return predictions, rest
