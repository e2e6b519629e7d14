"""Machines of one publisher: what its clocks, cooling and counting add to all its runs.

A source that measures on one slow or one choice machine says so in every row it prints. Taken for
the stack that it happened to run, that would follow the stack to other people's machines.
"""

from __future__ import annotations

import numpy as np

from model.calibration.dataset import Dataset
from model.step.problem import Values
from model.validation.publisher import publisher

# Spread between machines of one chip [ln], assumed, with long tails: what several sites of one
# stack have in common is the stack's, what one alone has is its own. Held-out errors are alike
# from 0.02 to 0.1. What the tails are for: the B200 of MooreThreads/SimuMax@e691807
# configs/system multiplies large matrices at 0.45 to 0.50 of peak, that of
# stas00/ml-engineering@744d01e compute/accelerator at 0.78.
SITE_SD = 0.06
# Whoever measured most of what is known of a generation is what is known of it; assumed.
SOLE_SHARE = 0.3


def sites(data: Dataset) -> Values:
    """Which runs come from which site, a publisher's machines of one chip generation.

    Returns:
        Zeros and ones, a row per run and a column per site. Runs of a publisher that carries more
        than `SOLE_SHARE` of a generation's weight belong to none.
    """
    keys = [(publisher(r.run.source), r.where.generation) for r in data.runs]
    weight = dict.fromkeys(keys, 0.0)
    total = dict.fromkeys((generation for _, generation in keys), 0.0)
    for key, own in zip(keys, data.weights**2, strict=True):
        weight[key] += own
        total[key[1]] += own
    kept = [key for key in weight if weight[key] < SOLE_SHARE * total[key[1]]]
    return np.array([[float(key == site) for site in kept] for key in keys])
