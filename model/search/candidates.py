"""Every valid layout of a cluster, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.architecture import Architecture
from model.step.problem import LayoutArrays, Values

MICRO_BATCHES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)


@dataclass(frozen=True, slots=True)
class Axes:
    """Values that each property of a layout may take."""

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


def divisors(n: int) -> list[int]:
    """All divisors of a number, ascending."""
    small = [d for d in range(1, int(n**0.5) + 1) if n % d == 0]
    return sorted({*small, *(n // d for d in small)})


def all_axes(a: Architecture, chips: int, batch: int, seq_len: int, max_tensor: int) -> Axes:
    """The axes that an architecture, a cluster and a batch leave open."""
    tensor = [d for d in divisors(a.heads) if chips % d == 0 and d <= max_tensor]
    pipeline = [d for d in divisors(chips) if d <= a.layers]
    context = [2**i for i in range(7) if (chips % 2**i == 0 and seq_len >= 2048 * 2**i) or i == 0]
    expert = [d for d in divisors(a.experts) if d <= chips] if a.experts else [1]
    virtual = [v for v in range(1, 13) if v <= a.layers]
    micro = [m for m in MICRO_BATCHES if m <= batch]
    return Axes(tensor, pipeline, virtual, context, expert, micro, (0, 1, 3), (0, 1, 2))


def candidates(axes: Axes, a: Architecture, chips: int, batch: int) -> LayoutArrays:
    """All combinations of the axes that multiply out to the cluster and divide the batch.

    Pipeline stages hold whole layers: chunks divide the layers, or lack up to three layers in
    the first and last stage where the embedding and the loss sit. A pipeline and interleaving
    that are given are taken as they are.
    """
    sizes = [axes.tensor, axes.pipeline, axes.context, axes.expert, axes.micro_batch]
    grids = np.meshgrid(*(np.array(s, dtype=np.int64) for s in sizes), indexing="ij", copy=False)
    tensor, pipeline, context, expert, micro = (g.ravel() for g in grids)
    model_ranks = tensor * pipeline * context
    keep = chips % model_ranks == 0
    tensor, pipeline, context, expert, micro, model_ranks = (
        x[keep] for x in (tensor, pipeline, context, expert, micro, model_ranks)
    )
    data = chips // model_ranks
    keep = (batch % (data * micro) == 0) & ((tensor * context * data) % expert == 0)
    columns = np.stack([tensor, pipeline, context, expert, micro, data])[:, keep]
    rest = np.meshgrid(
        np.arange(columns.shape[1]),
        np.array(axes.virtual),
        np.array(axes.zero),
        np.array(axes.recompute),
        indexing="ij",
        copy=False,
    )
    index, virtual, zero, recompute = (g.ravel() for g in rest)
    pipeline = columns[1][index]
    chunks = pipeline * virtual
    fits = (chunks <= a.layers) & ((virtual == 1) | (pipeline > 1))
    remainder = a.layers % chunks
    if len(axes.pipeline) > 1 or len(axes.virtual) > 1:
        fits &= (remainder == 0) | ((chunks - remainder) <= 3)
    fits &= (zero < 3) | (pipeline == 1)
    micro_count = batch // (columns[5][index] * columns[4][index])
    fits &= (virtual == 1) | (micro_count % pipeline == 0)
    return _arrays(columns[:, index[fits]], virtual[fits], zero[fits], recompute[fits], axes)


def _arrays(
    columns: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    virtual: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    zero: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    recompute: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    axes: Axes,
) -> LayoutArrays:
    tensor, pipeline, context, expert, micro, data = columns.astype(float)
    ranks = data * context
    group = ranks if axes.shard_group == 0 else np.minimum(float(axes.shard_group), ranks)
    return LayoutArrays(
        tensor=tensor,
        pipeline=pipeline,
        virtual=virtual.astype(float),
        context=context,
        expert=expert,
        data=data,
        zero=zero.astype(float),
        shard_group=group,
        recompute=recompute.astype(float),
        micro_batch=micro,
        offload=np.full(tensor.shape, float(axes.offload)),
    )


def take(
    layouts: LayoutArrays, index: Values | np.ndarray[tuple[int, ...], np.dtype[np.int64]] | int
) -> LayoutArrays:
    """Some of the layouts."""
    names = LayoutArrays.__slots__
    return replace(layouts, **{name: getattr(layouts, name)[index] for name in names})
