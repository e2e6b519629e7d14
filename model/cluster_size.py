"""Cluster sizes worth looking at: those that a layout can divide evenly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from model.practical import most_accelerators
from model.workload import Workload

MAX_INSTANCES = 10_000
# Larger odd factors only fill in between sizes that are already a few percent apart.
MAX_ODD_FACTOR = 15
# A pipeline may lack so many layers in its first and last stage, where embedding and loss sit.
MAX_MISSING_LAYERS = 3


@lru_cache(maxsize=256)
def cluster_sizes(workload: Workload, accelerators: int) -> Sequence[int]:
    """Numbers of instances whose accelerators a layout can use evenly, ascending.

    Data-parallel ranks divide the batch, pipeline stages the layers and tensor ranks the heads:
    the odd factors of a cluster come from these, its twos from any of them.

    Args:
        workload: batch, layers and heads to divide.
        accelerators: accelerators in one instance.

    Returns:
        Instance counts from 1 to `MAX_INSTANCES`, as far as the largest practical cluster goes; of
        those with odd factors the small ones.
    """
    layers, heads = workload.architecture.layers, workload.architecture.heads
    stages = [p for p in range(1, MAX_ODD_FACTOR + 1, 2) if p <= layers and _stages_fit(layers, p)]
    batch = [d for d in range(1, MAX_ODD_FACTOR + 1, 2) if workload.global_batch_seqs % d == 0]
    tensor = [d for d in range(1, MAX_ODD_FACTOR + 1, 2) if heads % d == 0]
    most = min(MAX_INSTANCES * accelerators, most_accelerators())
    sizes = set()
    for odd in {s * b * t for s in stages for b in batch for t in tensor}:
        chips = odd
        while chips <= most:
            if chips % accelerators == 0:
                sizes.add(chips // accelerators)
            chips *= 2
    return tuple(sorted(sizes))


def _stages_fit(layers: int, stages: int) -> bool:
    return layers % stages == 0 or stages - layers % stages <= MAX_MISSING_LAYERS
