"""How much of a step goes into computing activations a second time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from model.step.coefficients import Coefficients
from model.step.compute import stage_time
from model.step.problem import Problem

RECOMPUTE = "recompute"
# Parts of a step that grow with recomputation, and the terms of a layer's time they are made of.
_GROWING = {
    "matmul": ("matmul",),
    "experts": ("experts",),
    "attention": ("attention",),
    "memory": ("memory",),
    "overhead": ("overhead", "waiting"),
}


def with_recompute_apart(p: Problem, c: Coefficients, parts: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a step [s] with what recomputation adds to them as a part of its own.

    Collectives that recomputation repeats stay with their kind of traffic.

    Args:
        p: the layouts.
        c: coefficients of the step.
        parts: seconds by part, as `step_time` gives them.

    Returns:
        The same seconds, with the part `recompute` added.
    """
    again, once = stage_time(p, c), stage_time(replace(p, recompute=0.0 * p.recompute), c)
    split, moved = dict(parts), 0.0 * np.asarray(parts["matmul"])
    for name, terms in _GROWING.items():
        all_of_it = sum(getattr(again, term) for term in terms)
        needed = sum(getattr(once, term) for term in terms)
        share = np.where(all_of_it > 0, 1.0 - needed / np.maximum(all_of_it, 1e-30), 0.0)
        split[name] = parts[name] * (1.0 - share)
        moved = moved + parts[name] * share
    return {**split, RECOMPUTE: moved}
