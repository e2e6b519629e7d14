"""Machines of one publisher: what its clocks, cooling and counting add to all its runs.

A source that measures on one slow or one choice machine says so in every row it prints. Taken for
the stack that it happened to run, that would follow the stack to other people's machines.
"""

from __future__ import annotations

from collections import Counter

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
# Whoever measured this much of what is known of a kind of program on a generation is what is
# known of it; assumed. Were they sites too, what three of them have in common would be put down
# to three machines.
SOLE_SHARE = 0.15


def sites(data: Dataset) -> Values:
    """Which runs come from which site, a publisher's machines of one chip generation.

    Returns:
        Zeros and ones, a row per run and a column per site. Runs of a publisher that carries
        `SOLE_SHARE` of the weight of a stack family on the generation belong to none.
    """
    keys = [(publisher(r.run.source), r.where.generation) for r in data.runs]
    programs = [(r.where.generation, r.where.stack_family) for r in data.runs]
    weight: Counter[tuple[str, str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for (name, _), program, own in zip(keys, programs, data.weights**2, strict=True):
        weight[name, *program] += own
        total[program] += own
    known = {
        (name, generation)
        for (name, generation, family), own in weight.items()
        if own >= SOLE_SHARE * total[generation, family]
    }
    kept = [key for key in dict.fromkeys(keys) if key not in known]
    return np.array([[float(key == site) for site in kept] for key in keys])
