"""How far published recipes stay behind the best layout that a search finds.

A search picks the layout that the model likes best, so it also picks the model's errors, and
nobody tunes a recipe over every layout there is. Published runs with a known layout tell how much
that is: they are predicted once as laid out and once with the layout searched.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from model.calibration.dataset import dataset
from model.calibration.fit import predict
from model.step.problem import Values
from model.validation.complete import CompleteRun, complete
from model.validation.prediction import Z80
from model.validation.published_run import PartialLayout
from model.validation.publisher import publisher

OPEN = PartialLayout(None, None, None, None, None, None, None, 0, False, None)


def layout_gap(runs: Sequence[CompleteRun], parameters: Mapping[str, float]) -> tuple[float, float]:
    """Step time of a published recipe relative to the searched layout, and its spread.

    Args:
        runs: published runs, completed.
        parameters: the fitted coefficients.

    Returns:
        The factor at the median of the runs whose layout is known and no other layout beat, and
        the standard deviation of its logarithm beyond that of predictions of the layout as given,
        from the central 80 %.
    """
    known = _recipes([r for r in runs if r.run.tokens_per_s and _known(r.run.layout)])
    free = [_searched(r, parameters) for r in known]
    given = _residuals(known, parameters)
    searched = _residuals(free, parameters)
    factor = math.exp(max(0.0, float(np.median(given) - np.median(searched))))
    extra = _spread(searched) ** 2 - _spread(given) ** 2
    return round(factor, 4), round(math.sqrt(max(0.0, extra)), 4)


def _recipes(runs: Sequence[CompleteRun]) -> list[CompleteRun]:
    """The fastest of several layouts that a publisher measured of one setting.

    Sweeps hold layouts that nobody would choose.
    """
    fastest: dict[Hashable, CompleteRun] = {}
    for r in runs:
        work, setting = r.run.workload, (publisher(r.run.source), *r.run.group)
        key = (*setting, work.task, work.seq_len, work.global_batch_seqs)
        best = fastest.get(key)
        if best is None or (r.run.tokens_per_s or 0.0) > (best.run.tokens_per_s or 0.0):
            fastest[key] = r
    return list(fastest.values())


def _searched(run: CompleteRun, parameters: Mapping[str, float]) -> CompleteRun:
    """The run with its layout searched, and the coefficients of the layout as given."""
    found = complete(replace(run.run, layout=OPEN), parameters)
    return replace(found, where=run.where)


def _known(layout: PartialLayout) -> bool:
    return layout.tensor_parallel is not None and layout.pipeline_parallel is not None


def _residuals(runs: Sequence[CompleteRun], parameters: Mapping[str, float]) -> Values:
    """The logarithm of measured over predicted throughput of each run."""
    return predict(dataset(runs), parameters)


def _spread(residuals: Values) -> float:
    return float(np.quantile(np.abs(residuals - np.median(residuals)), 0.8)) / Z80
