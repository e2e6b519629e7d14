"""What visitors change on Compare, and how often: assumed, for want of a log of real ones.

What is popular is chosen more often, as everywhere: the second choice half as often as the first,
the third a third as often (Zipf). Deadlines and numbers of tokens are any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from model.architecture import presets
from model.hardware import instances
from model.regions import regions
from model.workload import Maturity, Precision
from pages.shared import labels

T = TypeVar("T")
Change = tuple[str, object]


def change(chance: Random) -> Change:
    """The next change of a visitor: a widget's key and its new value, as a browser sends it."""
    weights, makers = zip(*_HABITS, strict=True)
    return chance.choices(makers, weights)[0](chance)


def _popular(chance: Random, values: Sequence[T]) -> T:
    return chance.choices(values, [1 / rank for rank in range(1, len(values) + 1)])[0]


def _platforms(chance: Random) -> Change:
    offered = [i.instance_type for i in instances().values() if i.provider == "aws"]
    return "platforms", [labels.platform(name) for name in chance.sample(offered, 4)]


_HABITS: tuple[tuple[int, Callable[[Random], Change]], ...] = (
    (30, lambda chance: ("deadline_days", chance.randint(20, 300))),
    (20, lambda chance: ("tokens", f"{chance.randint(1, 30_000)}B")),
    (10, lambda chance: ("model", labels.model(_popular(chance, list(presets()))))),
    (8, _platforms),
    (8, lambda chance: ("region", labels.region(_popular(chance, list(regions()))))),
    (6, lambda chance: ("global_batch_seqs", _popular(chance, (1024, 2048, 512, 256)))),
    (6, lambda chance: ("seq_len", _popular(chance, (8192, 4096, 2048, 16384)))),
    (6, lambda chance: ("precision", labels.precision(_popular(chance, list(Precision))))),
    (6, lambda chance: ("maturity", labels.maturity(_popular(chance, list(Maturity))))),
)
