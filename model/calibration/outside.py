"""How far off the fit is on the published runs of `outside_runs.csv`, which it never sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.calibration.crossvalidate import HeldOut
from model.calibration.dataset import completed, dataset, read_runs
from model.calibration.fit import predict
from model.data_files import rows
from model.search.evidence import coverage, level
from model.validation.complete import CompleteRun
from model.validation.publisher import publisher


def outside(
    fitted: Sequence[CompleteRun], parameters: Mapping[str, float]
) -> tuple[list[CompleteRun], HeldOut]:
    """The outside runs and their predictions.

    Args:
        fitted: the runs of the fit, which the evidence levels count.
        parameters: the fit.
    """
    runs = completed(read_runs(rows("outside_runs.csv")), parameters)
    counts = coverage((run.where, publisher(run.run.source)) for run in fitted)
    levels = tuple(level(counts, run.where) for run in runs)
    return runs, HeldOut(predict(dataset(runs), parameters), levels)
