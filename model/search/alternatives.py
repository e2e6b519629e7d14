"""The best layouts of other kinds, and why they lost."""

from __future__ import annotations

import numpy as np

from model.layout import Layout, Sharding
from model.search.candidates import take
from model.search.estimate import Alternative
from model.search.search import Evaluated, layout_at
from model.stack import PlatformFeatures
from model.step.assemble import problem
from model.step.coefficients import Coefficients
from model.step.problem import Machine, Values
from model.step.recompute import RECOMPUTE, with_recompute_apart
from model.step.schedule import step_time
from model.units import GIB
from model.workload import Workload

KINDS = ("data parallel", "ZeRO-3", "tensor", "pipeline", "tensor and pipeline", "context")
PART_NAMES = {
    "matmul": "matrix products",
    "experts": "expert products",
    "attention": "attention",
    "memory": "memory traffic",
    RECOMPUTE: "recomputation",
    "overhead": "launch overhead",
    "logits": "logits and loss",
    "tensor": "exposed tensor-parallel traffic",
    "context": "exposed context-parallel traffic",
    "exchange": "exposed expert exchange",
    "uneven_routing": "waiting for the fullest experts",
    "pipeline": "pipeline transfers",
    "bubble": "the pipeline bubble",
    "data": "exposed data-parallel traffic",
    "optimizer": "the optimizer",
    "host": "host work",
    "stragglers": "stragglers",
}


def kind_of(layout: Layout) -> str:
    """What sets a layout apart, in words."""
    if layout.context_parallel > 1:
        return "context"
    if layout.tensor_parallel > 1 and layout.pipeline_parallel > 1:
        return "tensor and pipeline"
    if layout.pipeline_parallel > 1:
        return "pipeline"
    if layout.tensor_parallel > 1:
        return "tensor"
    return "ZeRO-3" if layout.sharding is Sharding.WEIGHTS else "data parallel"


def _kinds(found: Evaluated) -> Values:
    """Index into `KINDS` of each layout."""
    x = found.layouts
    plain = np.where(x.zero > 2.5, 1, 0)
    both = np.where(x.pipeline > 1, 4, 2)
    kinds = np.where(x.tensor > 1, both, np.where(x.pipeline > 1, 3, plain))
    return np.where(x.context > 1, 5, kinds)


def alternatives(
    found: Evaluated, workload: Workload, on: Machine, features: PlatformFeatures, c: Coefficients
) -> tuple[Alternative, ...]:
    """The best layout of each other kind, fastest first, those that do not fit last."""
    kinds = _kinds(found)
    best = int(np.argmin(found.seconds))
    fitting: dict[int, str] = {}
    result: list[Alternative] = []
    for number, kind in enumerate(KINDS):
        of_kind = np.flatnonzero(kinds == number)
        if not len(of_kind) or number == kinds[best]:
            continue
        first = int(of_kind[np.argmin(found.seconds[of_kind])])
        if np.isfinite(found.seconds[first]):
            fitting[first] = kind
        else:
            leanest = int(of_kind[np.argmin(found.memory_bytes[of_kind])])
            need = found.memory_bytes[leanest] / GIB
            text = f"does not fit: needs {need:.0f} GiB of {on.hbm_bytes / GIB:.0f} GiB"
            result.append(Alternative(kind, layout_at(found.layouts, leanest), None, text))
    p = problem(workload, on, features.stack, take(found.layouts, np.array([best, *fitting])))
    apart = with_recompute_apart(p, c, step_time(p, c).parts)
    parts = [{name: float(value[i]) for name, value in apart.items()} for i in range(len(p.tensor))]
    for (first, kind), of_it in zip(fitting.items(), parts[1:], strict=True):
        seconds = float(found.seconds[first])
        reason = _why_slower(of_it, parts[0], seconds / found.seconds[best])
        result.append(Alternative(kind, layout_at(found.layouts, first), seconds, reason))
    return tuple(sorted(result, key=lambda a: a.step_seconds or np.inf))


def _why_slower(parts: dict[str, float], best: dict[str, float], ratio: float) -> str:
    worst = max(parts, key=lambda part: parts[part] - best[part])
    slower = f"{(ratio - 1) * 100:.0f} % slower" if ratio >= 1.005 else "barely slower"
    return f"{slower}, most of it {PART_NAMES[worst]}"
