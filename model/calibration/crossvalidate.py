"""Cross-validation: each run predicted by coefficients that never saw its like."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.calibration.dataset import dataset
from model.calibration.fit import fit, predict
from model.search.evidence import coverage, level
from model.step.problem import Values
from model.validation.complete import CompleteRun
from model.validation.published_run import PublishedRun
from model.validation.publisher import publisher

# Publishers that are the only ones to measure many kinds of run are held out model by model:
# without them nothing would be left to learn those kinds from.
SOLE_PUBLISHER_SHARE = 0.15
FOLDS = 12


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Held-out predictions.

    Attributes:
        log_ratio: ln(actual / predicted throughput) of each run.
        levels: evidence level of each run, from the runs that were not held out.
    """

    log_ratio: Values
    levels: tuple[str, ...]


def by_source(runs: Sequence[PublishedRun]) -> Callable[[PublishedRun], Hashable]:
    """Hold out whole publishers; dominant ones model by model."""
    names = [publisher(run.source) for run in runs]
    large = {name for name in names if names.count(name) > SOLE_PUBLISHER_SHARE * len(names)}

    def key(run: PublishedRun) -> Hashable:
        name = publisher(run.source)
        return (name, run.model) if name in large else name

    return key


def by_publisher(run: PublishedRun) -> Hashable:
    """Hold out whole publishers, whatever they alone measured."""
    return publisher(run.source)


def by_group(run: PublishedRun) -> Hashable:
    """Hold out (model, chip, number, precision) groups, in a fixed number of folds."""
    return _fold(str(run.group))


def by_model(run: PublishedRun) -> Hashable:
    """Hold out models, in a fixed number of folds."""
    return _fold(run.model)


def _fold(name: str) -> int:
    """A fold for a name, the same in every process."""
    return int(zlib.crc32(name.encode())) % FOLDS


def by_generation(run: PublishedRun) -> Hashable:
    """Hold out chip generations: what a chip without measured siblings would get."""
    return run.accelerator.generation


def held_out(
    runs: Sequence[CompleteRun],
    key: Callable[[PublishedRun], Hashable],
    parameters: Mapping[str, float],
) -> HeldOut:
    """Predict each fold of runs from a fit on the others.

    Args:
        runs: all runs.
        key: the fold of a run.
        parameters: a fit on all runs, from which each fold's fit starts.
    """
    folds = [key(r.run) for r in runs]
    log_ratio = np.zeros(len(runs))
    levels = [""] * len(runs)
    for fold in dict.fromkeys(folds):
        test = [i for i, f in enumerate(folds) if f == fold]
        kept = [r for r, f in zip(runs, folds, strict=True) if f != fold]
        fitted = fit(dataset(kept), parameters)
        log_ratio[test] = predict(dataset([runs[i] for i in test]), fitted.parameters)
        counts = coverage(r.where for r in kept)
        for i in test:
            levels[i] = level(counts, runs[i].where)
    return HeldOut(log_ratio, tuple(levels))
