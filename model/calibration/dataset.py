"""Published runs as arrays for fitting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.data_files import rows
from model.stack.stacks import UNKNOWN
from model.step.assemble import stacked
from model.step.problem import Problem, Values
from model.step.resolve import Context
from model.validation.complete import CompleteRun, complete
from model.validation.published_run import PublishedRun, read_run
from model.validation.publisher import publisher

# What a run whose program is not named counts for: it is read as one of the family that such a
# run would use, and teaches that family little. Assumed: with a quarter, the 90th percentile of
# held-out errors is 1.3 points larger, the median the same.
UNNAMED_WEIGHT = 0.1
# The runs of one publisher share machines, settings and habits: n of them count together as
# n ** 0.7. Assumed: held out, n ** 0.5 has the larger median error, n the larger mean.
PUBLISHER_POWER = 0.3


@dataclass(frozen=True, slots=True)
class Dataset:
    """Published runs with full layouts.

    Attributes:
        runs: the runs.
        problem: their steps, one entry per run.
        contexts: what the coefficients of each depend on.
        log_seconds: logarithm of the measured step time [ln s].
        weights: weight of each run; near-twins share theirs, unnamed programs have little.
    """

    runs: tuple[CompleteRun, ...]
    problem: Problem
    contexts: tuple[Context, ...]
    log_seconds: Values
    weights: Values


def read_runs(table: Iterable[Mapping[str, str]] | None = None) -> list[PublishedRun]:
    """The runs of a table that can be read; by default the one that ships with the model."""
    runs: list[PublishedRun] = []
    for row in rows("training_runs.csv") if table is None else table:
        try:
            run = read_run(row)
        except ValueError:
            continue
        if run.tokens_per_s:
            runs.append(run)
    return runs


def completed(runs: Iterable[PublishedRun], parameters: Mapping[str, float]) -> list[CompleteRun]:
    """Runs with full layouts; those without any possible layout are left out."""
    found: list[CompleteRun] = []
    for run in runs:
        try:
            found.append(complete(run, parameters))
        except ValueError:
            continue
    return found


def dataset(runs: Sequence[CompleteRun]) -> Dataset:
    """Runs as arrays; n twins count together as the square root of n runs.

    They are measured anew, release by release, but share what is special about their setting.
    """
    twins = Counter(_twins(r.run) for r in runs)
    seconds = [
        r.run.workload.tokens_per_step / (r.run.accelerators * (r.run.tokens_per_s or 1.0))
        for r in runs
    ]
    share = _shares(runs)
    return Dataset(
        runs=tuple(runs),
        problem=stacked([r.problem for r in runs]),
        contexts=tuple(r.where for r in runs),
        log_seconds=np.log(np.array(seconds)),
        weights=share * np.array([twins[_twins(r.run)] ** -0.25 * _named(r.run) for r in runs]),
    )


def _shares(runs: Sequence[CompleteRun]) -> Values:
    """Square roots of what runs count for by how many their publishers have, one in the mean."""
    names = [publisher(r.run.source) for r in runs]
    count = Counter(names)
    weights = np.array([count[name] ** -PUBLISHER_POWER for name in names])
    return np.asarray(np.sqrt(weights / weights.mean()))


def _named(run: PublishedRun) -> float:
    return UNNAMED_WEIGHT if run.stack.id.startswith(UNKNOWN) else 1.0


def _twins(run: PublishedRun) -> tuple[str, ...]:
    precision = run.workload.precision.value
    return (publisher(run.source), run.model, run.accelerator.id, precision, run.workload.task)
