"""The fastest layout on clusters of many sizes, searched together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from model.hardware import Instance
from model.search.anchored import anchor_of, measured_slower
from model.search.best import fitted, in_practice, refused
from model.search.search import cluster_machine, evaluate, search_axes
from model.stack import platform_features
from model.step.problem import Values
from model.workload import Maturity, Workload

# Sizes searched at once: a mixture of experts has up to 30,000 layouts on one of them.
AT_ONCE = 16


def seconds_by_size(
    workload: Workload, instance: Instance, sizes: Sequence[int], maturity: Maturity
) -> Mapping[int, float]:
    """Step time of the fastest layout on each of some clusters.

    The same as of `best_step`, brought into line with what the user has measured, in a fraction
    of its time: no memory by category, no reasons, no other layouts.

    Args:
        workload: what one step computes.
        instance: machine of the clusters.
        sizes: instances of each cluster.
        maturity: a tuned recipe, or what an ordinary team reaches.

    Returns:
        Seconds by number of instances; infinite where no layout works.
    """
    slower, log_sigma = in_practice(workload, instance, maturity)
    own = anchor_of(workload.anchors, instance.instance_type)
    if own is not None:
        slower *= measured_slower(own, slower, log_sigma)[0]
    on_paper = _on_paper(replace(workload, anchors=()), instance, sizes)
    return {size: on_paper[size] * slower for size in sizes}


def _on_paper(workload: Workload, instance: Instance, sizes: Sequence[int]) -> Mapping[int, float]:
    known = _known(workload, instance)
    missing = sorted(set(sizes) - known.keys())
    for start in range(0, len(missing), AT_ONCE):
        some = missing[start : start + AT_ONCE]
        known.update(zip(some, _searched(workload, instance, some), strict=True))
    return known


@lru_cache(maxsize=1024)
def _known(workload: Workload, instance: Instance) -> dict[int, float]:
    """What has been searched so far; it grows."""
    return {}


def _searched(workload: Workload, instance: Instance, sizes: Sequence[int]) -> list[float]:
    features = platform_features(instance.accelerator, workload)
    if refused(workload, instance, features):
        return [float("inf")] * len(sizes)
    clusters = [size * instance.accelerators for size in sizes]
    axes = search_axes(workload, clusters, instance, features)
    c = fitted(workload, instance, features)
    found = evaluate(workload, cluster_machine(workload, instance), features, c, axes, clusters)
    x = found.layouts
    chips: Values = x.tensor * x.pipeline * x.context * x.data
    # The layouts of one cluster follow those of the one before.
    ends = np.searchsorted(chips, clusters, side="right")
    parts = np.split(found.seconds, ends[:-1])
    return [float(part.min(initial=np.inf)) for part in parts]
