"""Dense models of any size, shaped like the published ones.

The shapes follow the Llama 3 family: layers are interpolated over the width between its published
models (and carried on beyond them), the MLP is as wide as it usually is there, and everything else
is taken from the next smaller published model. Widths and numbers of layers are those that
clusters can divide; between two widths the models grow deeper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from model.architecture import Architecture, parameter_count, presets

FAMILY = "Llama 3"
# Numbers of heads and layers have no larger odd part, so that pipelines and tensor ranks divide
# them.
MOST_ODD = 13
# A model may be so much shallower or deeper than the published ones of its width.
DEPTH_RANGE = 0.3
STEP = 1.05
FFN_MULTIPLE = 256
WIDEST = 32_768


@dataclass(frozen=True, slots=True)
class Shape:
    """One model of the family.

    Attributes:
        parameters: all its parameters.
        architecture: its dimensions.
    """

    parameters: int
    architecture: Architecture


@cache
def family() -> Sequence[Shape]:
    """The models of the family, the smallest first, each about a tenth larger than the last."""
    published = _published()
    widths = _widths(published)
    layers = np.interp(
        np.log(widths),
        np.log([a.hidden for a in published]),
        [a.layers for a in published],
    )
    # Beyond the widest published model layers grow with the width, as they do up to it.
    widest = published[-1]
    beyond = widest.layers * (np.array(widths) / widest.hidden) ** 0.5
    layers = np.where(np.array(widths) > widest.hidden, beyond, layers)
    shapes = [
        _shape(published, width, count)
        for width, middle in zip(widths, layers, strict=True)
        for count in _layer_counts(float(middle))
    ]
    found: list[Shape] = []
    for shape in sorted(shapes, key=lambda s: (s.parameters, s.architecture.hidden)):
        if not found or shape.parameters > found[-1].parameters * STEP:
            found.append(shape)
    return tuple(found)


def _published() -> list[Architecture]:
    own = {p.architecture.hidden: p.architecture for p in presets().values() if p.family == FAMILY}
    return [own[width] for width in sorted(own)]


def _widths(published: Sequence[Architecture]) -> list[int]:
    """Widths that heads of the published sizes make, in numbers that clusters divide."""
    narrow, wide = published[0].head_dim, published[-1].head_dim
    kv_heads = published[-1].kv_heads
    first_wide = next(a.hidden for a in published if a.head_dim == wide)
    small = [kv_heads * narrow * n for n in range(2, first_wide // (kv_heads * narrow))]
    large = range(first_wide // (kv_heads * wide), WIDEST // (kv_heads * wide) + 1)
    return [*small, *(kv_heads * wide * n for n in large if _odd_part(n) <= MOST_ODD)]


def _layer_counts(middle: float) -> list[int]:
    least, most = middle * (1 - DEPTH_RANGE), middle * (1 + DEPTH_RANGE)
    even = range(2, int(most) + 1, 2)
    return [n for n in even if n >= least and _odd_part(n) <= MOST_ODD]


def _odd_part(n: int) -> int:
    while n % 2 == 0:
        n //= 2
    return n


def _shape(published: Sequence[Architecture], width: int, layers: int) -> Shape:
    like = next((a for a in reversed(published) if a.hidden <= width), published[0])
    ratio = float(np.median([a.ffn_hidden / a.hidden for a in published]))
    architecture = replace(
        like,
        layers=layers,
        hidden=width,
        ffn_hidden=round(width * ratio / FFN_MULTIPLE) * FFN_MULTIPLE,
        heads=width // like.head_dim,
    )
    return Shape(parameter_count(architecture).total, architecture)
