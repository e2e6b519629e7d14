"""Published runs as predicted by coefficients that never saw their like, from a data file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from model.calibrated import calibration
from model.data_files import rows
from model.hardware import accelerators
from model.validation.cells import benchmarked, published_as
from model.validation.left_out import LeftOut
from model.validation.prediction import Z80
from model.validation.publisher import publisher, publishers


@dataclass(frozen=True, slots=True)
class HeldOutRun:
    """One published run and its cross-validated prediction.

    Attributes:
        id: identifier of the row in `training_runs.csv` or `outside_runs.csv`.
        source: where it was published.
        publisher: who published it: the source without releases and dates.
        date: when it was published.
        url: where the figure stands.
        model: the model's name.
        chip: the accelerator's id.
        family: `nvidia` or `trainium`.
        precision: number format of the matrix products.
        task: `pretrain`, `sft`, `lora` or `qlora`.
        accelerators: how many.
        measured: tokens per second and accelerator.
        measured_mfu: model FLOP/s over the dense peak of the precision.
        predicted: tokens per second and accelerator, held out.
        constant: the same from one MFU a chip and precision, the median of the other runs.
        evidence: evidence level, from the runs of the fit that predicted it.
        published_as: `benchmark`, or `report` of somebody's run.
        log_sigma: standard deviation of ln(actual / predicted) of both.
    """

    id: str
    source: str
    publisher: str
    date: str
    url: str
    model: str
    chip: str
    family: str
    precision: str
    task: str
    accelerators: int
    measured: float
    measured_mfu: float
    predicted: float
    constant: float
    evidence: str
    published_as: str
    log_sigma: float

    @property
    def error(self) -> float:
        """Predicted over measured, less one."""
        return self.predicted / self.measured - 1

    @property
    def low(self) -> float:
        """Lower end of the 80 % interval [tokens/s and accelerator]."""
        return self.predicted * math.exp(-Z80 * self.log_sigma)

    @property
    def high(self) -> float:
        """Upper end of the 80 % interval [tokens/s and accelerator]."""
        return self.predicted * math.exp(Z80 * self.log_sigma)


@cache
def held_out_runs(left_out: LeftOut = LeftOut.SOURCE) -> tuple[HeldOutRun, ...]:
    """The runs of `held_out.csv` as one cross-validation predicted them, or of `outside.csv`."""
    fit = calibration()
    apart = left_out is LeftOut.OUTSIDE
    published, predicted = ("outside_runs", "outside") if apart else ("training_runs", "held_out")
    urls = {row["id"]: row["url"] for row in rows(f"{published}.csv")}
    return tuple(
        HeldOutRun(
            id=row["id"],
            source=row["source"],
            publisher=publisher(row["source"]),
            date=row["date"],
            url=urls.get(row["id"], ""),
            model=row["model"],
            chip=row["chip"],
            family=accelerators()[row["chip"]].family.value,
            precision=row["precision"],
            task=row["task"],
            accelerators=int(row["accelerators"]),
            measured=float(row["measured"]),
            measured_mfu=float(row["measured_mfu"]),
            predicted=float(row[f"predicted_{left_out}"]),
            constant=float(row[f"constant_{left_out}"]),
            evidence=row[f"evidence_{left_out}"],
            published_as=published_as(row["source"]),
            log_sigma=fit.log_sigma(row[f"evidence_{left_out}"], benchmarked(row["source"])),
        )
        for row in rows(f"{predicted}.csv")
    )


@cache
def publishers_of(left_out: LeftOut) -> tuple[str, ...]:
    """Ids of those who published the runs that a way of leaving out shows."""
    names = {run.publisher for run in held_out_runs(left_out)}
    return tuple(key for key, name in publishers().items() if name in names)


@cache
def not_predicted() -> tuple[str, ...]:
    """Rows of `training_runs.csv` that the model does not predict, with their source."""
    known = {row["id"] for row in rows("held_out.csv")}
    return tuple(
        f"{row['id']} ({row['source']})" for row in rows("training_runs.csv")
        if row["id"] not in known
    )  # fmt: skip


@cache
def transfer_log_sigma() -> float:
    """How far a ratio of measured to predicted throughput carries over to another run [ln].

    Runs of one publisher on one chip in one precision are compared with the median of their own:
    what is left is what somebody's own log cannot tell of their next run, which may train another
    model on another number of accelerators.

    Returns:
        The spread, as a standard deviation that holds the central 80 %.
    """
    groups: dict[tuple[str, ...], list[float]] = {}
    for run in held_out_runs(LeftOut.PUBLISHER):
        key = (run.publisher, run.chip, run.precision, run.task)
        groups.setdefault(key, []).append(math.log(run.measured / run.predicted))
    left = [
        value - float(np.median(others))
        for values in groups.values()
        if len(values) > 2
        for i, value in enumerate(values)
        if (others := values[:i] + values[i + 1 :])
    ]
    return float(np.quantile(np.abs(left), 0.8)) / Z80
