"""Cross-validation: each run predicted by coefficients that never saw its like."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat

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
# Publishers of few runs are held out several at a time: alone, each would cost a fit.
SMALL_PUBLISHER_SHARE = 0.01
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
    count = Counter(publisher(run.source) for run in runs)
    whole = by_publisher(runs)

    def key(run: PublishedRun) -> Hashable:
        name = publisher(run.source)
        large = count[name] > SOLE_PUBLISHER_SHARE * count.total()
        return (name, run.model) if large else whole(run)

    return key


def by_publisher(runs: Sequence[PublishedRun]) -> Callable[[PublishedRun], Hashable]:
    """Hold out whole publishers, whatever they alone measured; small ones several at a time."""
    count = Counter(publisher(run.source) for run in runs)

    def key(run: PublishedRun) -> Hashable:
        name = publisher(run.source)
        small = count[name] <= SMALL_PUBLISHER_SHARE * count.total()
        return _fold(name) if small else name

    return key


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
    keys: Sequence[Callable[[PublishedRun], Hashable]],
    parameters: Mapping[str, float],
) -> tuple[HeldOut, ...]:
    """Predict each fold of runs from a fit on the others, on all processors.

    Args:
        runs: all runs.
        keys: the fold of a run, one function a way of holding out.
        parameters: a fit on all runs, from which each fold's fit starts.

    Returns:
        The predictions of each way; folds that two ways share are fitted once.
    """
    schemes = [_folds([key(r.run) for r in runs]) for key in keys]
    folds = list(dict.fromkeys(fold for scheme in schemes for fold in scheme))
    # The smaller a fold, the longer its fit: the longest come first.
    folds.sort(key=len)
    with ProcessPoolExecutor() as pool:
        found = pool.map(_predicted, repeat(runs), folds, repeat(dict(parameters)))
        predicted = dict(zip(folds, found, strict=True))
    return tuple(_joined(len(runs), {fold: predicted[fold] for fold in s}) for s in schemes)


def _folds(names: Sequence[Hashable]) -> list[tuple[int, ...]]:
    """Indices of the runs of each fold."""
    members: dict[Hashable, list[int]] = {}
    for i, name in enumerate(names):
        members.setdefault(name, []).append(i)
    return [tuple(fold) for fold in members.values()]


def _predicted(
    runs: Sequence[CompleteRun], fold: tuple[int, ...], parameters: Mapping[str, float]
) -> HeldOut:
    """The runs of one fold, predicted by a fit on the others."""
    test, out = [runs[i] for i in fold], set(fold)
    kept = [r for i, r in enumerate(runs) if i not in out]
    fitted = fit(dataset(kept), parameters)
    counts = coverage((r.where, publisher(r.run.source)) for r in kept)
    levels = tuple(level(counts, r.where) for r in test)
    return HeldOut(predict(dataset(test), fitted.parameters), levels)


def _joined(size: int, parts: Mapping[tuple[int, ...], HeldOut]) -> HeldOut:
    """The predictions of all folds in the order of the runs."""
    log_ratio, levels = np.zeros(size), [""] * size
    for fold, part in parts.items():
        log_ratio[list(fold)] = part.log_ratio
        for i, name in zip(fold, part.levels, strict=True):
            levels[i] = name
    return HeldOut(log_ratio, tuple(levels))
