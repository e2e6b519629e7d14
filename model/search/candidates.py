"""Every valid layout of a cluster, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.architecture import Architecture
from model.step.problem import LayoutArrays, Values

Integers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
MICRO_BATCHES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)


@dataclass(frozen=True, slots=True)
class Axes:
    """Values that each property of a layout may take.

    Where context ranks exchange heads (`whole_heads`), each gets whole ones of keys and values.

    Source: Transformer Engine, transformer_engine/pytorch/attention, AttnFuncWithCPAndQKVOA2A.
    """

    tensor: Sequence[int]
    pipeline: Sequence[int]
    virtual: Sequence[int]
    context: Sequence[int]
    expert: Sequence[int]
    micro_batch: Sequence[int]
    zero: Sequence[int]
    recompute: Sequence[int]
    shard_group: int = 0
    offload: bool = False
    whole_heads: bool = False


def divisors(n: int) -> list[int]:
    """All divisors of a number, ascending."""
    small = [d for d in range(1, int(n**0.5) + 1) if n % d == 0]
    return sorted({*small, *(n // d for d in small)})


def all_axes(
    a: Architecture, chips: int | Sequence[int], batch: int, seq_len: int, max_tensor: int
) -> Axes:
    """The axes that an architecture, a cluster (or several) and a batch leave open."""
    clusters = [chips] if isinstance(chips, int) else chips
    rings = [2**i for i in range(7) if seq_len >= 2048 * 2**i or i == 0]
    tensor = [d for d in divisors(a.heads) if d <= max_tensor and _divides_any(d, clusters)]
    pipeline = sorted({d for chips in clusters for d in divisors(chips) if d <= a.layers})
    context = [ring for ring in rings if _divides_any(ring, clusters)]
    expert = [d for d in divisors(a.experts) if d <= max(clusters)] if a.experts else [1]
    virtual = [v for v in range(1, 13) if v <= a.layers]
    micro = [m for m in MICRO_BATCHES if m <= batch]
    return Axes(tensor, pipeline, virtual, context, expert, micro, (0, 1, 3), (0, 1, 2))


def _divides_any(divisor: int, clusters: Sequence[int]) -> bool:
    return any(chips % divisor == 0 for chips in clusters)


def candidates(axes: Axes, a: Architecture, chips: int | Sequence[int], batch: int) -> LayoutArrays:
    """All combinations of the axes that multiply out to the cluster and divide the batch.

    Pipeline stages hold whole layers: chunks divide the layers, or lack up to three layers in
    the first and last stage where the embedding and the loss sit. A pipeline and interleaving
    that are given are taken as they are.

    Args:
        axes: what each property may be.
        a: the architecture to divide.
        chips: accelerators of the cluster, or of several: their layouts follow one another.
        batch: sequences of one step.
    """
    clusters = np.atleast_1d(np.asarray(chips, dtype=np.int64))
    # One property after another, so that what cannot divide is never multiplied by the rest.
    cluster, tensor, pipeline, context = _grid(clusters, axes.tensor, axes.pipeline, axes.context)
    model_ranks = tensor * pipeline * context
    fits = (cluster % model_ranks == 0) & (batch * model_ranks % cluster == 0)
    if axes.whole_heads:
        fits &= (context == 1) | (a.kv_heads % (tensor * context) == 0)
    whole = np.flatnonzero(fits)
    tensor, pipeline, context = tensor[whole], pipeline[whole], context[whole]
    data = cluster[whole] // model_ranks[whole]
    virtual = np.asarray(axes.virtual, dtype=np.int64)
    chunked = _chunked(pipeline, virtual, a.layers, len(axes.pipeline) > 1 or len(virtual) > 1)

    at, expert, micro = _grid(np.arange(len(data)), axes.expert, axes.micro_batch)
    keep = (batch % (data[at] * micro) == 0) & ((tensor * context * data)[at] % expert == 0)
    at, expert, micro = at[keep], expert[keep], micro[keep]
    even = batch // (data[at] * micro) % pipeline[at] == 0
    columns = np.stack([tensor[at], pipeline[at], context[at], expert, micro, data[at]])

    at, interleaving = np.nonzero(chunked[at] & (even[:, None] | (virtual == 1)))
    columns = np.concatenate([columns[:, at], virtual[None, interleaving]])

    zero, recompute = _grid(axes.zero, axes.recompute)
    at, kind = np.nonzero((columns[1][:, None] == 1) | (zero < 3))
    return _arrays(columns.astype(float)[:, at], zero[kind], recompute[kind], axes)


def _chunked(stages: Integers, virtual: Integers, layers: int, searched: bool) -> Flags:
    """Whether so many stages, one a row, can be interleaved so often, one a column."""
    kinds, at = np.unique(stages, return_inverse=True)
    chunks = kinds[:, None] * virtual
    fits = (chunks <= layers) & ((virtual == 1) | (kinds[:, None] > 1))
    if searched:
        remainder = layers % chunks
        fits &= (remainder == 0) | ((chunks - remainder) <= 3)
    return np.asarray(fits[at], dtype=np.bool_)


def _grid(*values: Sequence[int] | Integers) -> list[Integers]:
    """All combinations, the last property varying fastest."""
    arrays = (np.asarray(v, dtype=np.int64) for v in values)
    return [grid.ravel() for grid in np.meshgrid(*arrays, indexing="ij", copy=False)]


def _arrays(
    columns: Values,
    zero: Integers,
    recompute: Integers,
    axes: Axes,
) -> LayoutArrays:
    tensor, pipeline, context, expert, micro, data, virtual = columns
    ranks = data * context
    group = ranks if axes.shard_group == 0 else np.minimum(float(axes.shard_group), ranks)
    return LayoutArrays(
        tensor=tensor,
        pipeline=pipeline,
        virtual=virtual,
        context=context,
        expert=expert,
        data=data,
        zero=zero.astype(float),
        shard_group=group,
        recompute=recompute.astype(float),
        micro_batch=micro,
        offload=np.full(tensor.shape, float(axes.offload)),
    )


def take(layouts: LayoutArrays, index: Values | Integers | int) -> LayoutArrays:
    """Some of the layouts."""
    names = LayoutArrays.__slots__
    return replace(layouts, **{name: getattr(layouts, name)[index] for name in names})
