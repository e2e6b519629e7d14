"""What a budget buys on one platform: tokens, size or quality."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.budget.family import Shape, family
from model.budget.platform import MORE_MONEY, Platform, Run, training_flops
from model.budget.scaling_law import loss
from model.run import CannotRun
from model.scenario.budget_inputs import TokenChoice
from model.workload import Workload

BILLION = 10**9
SMALLEST = "The budget does not pay for even the smallest model here."
SERVED_ALL = "Serving alone takes the whole budget."
NO_LARGER = "No larger model is counted."
# Models beyond one that is too dear may be cheaper where they divide better.
_BEYOND = 2
_ROUNDS = 16
# Shapes to try, from the best one down, where a platform cannot run one.
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Bought:
    """The training that a budget buys.

    Attributes:
        run: the training, or why there is none.
        parameters: of its model.
        serving_usd: part of the budget kept for serving the model [USD].
        stopped: what stops it before the money does, in words; empty where the money does.
        too_dear: parameters of the next larger model, where the money stops it; 0 otherwise.
    """

    run: Run | CannotRun
    parameters: int
    serving_usd: float = 0.0
    stopped: str = ""
    too_dear: int = 0


def largest_model(
    platform: Platform, like: Workload, budget_usd: float, ratio: int, usd_per_flop: float
) -> Bought:
    """The largest model of the family that the budget trains on `ratio` tokens per parameter.

    The next model is not planned where it would be too dear at the cost of a FLOP of the one found.

    Args:
        platform: where.
        like: batch, sequence length, precision and task of the training.
        budget_usd: what it may cost [USD].
        ratio: training tokens per parameter.
        usd_per_flop: cost of a FLOP to start from [USD].
    """
    shapes = family()
    flops = [ratio * s.parameters * training_flops(_sized(like, s)) for s in shapes]
    tried: dict[int, Run | CannotRun] = {}

    def affordable(at: int) -> bool:
        if at not in tried:
            tried[at] = platform.run(_sized(like, shapes[at]), ratio * shapes[at].parameters)
        run = tried[at]
        return isinstance(run, Run) and run.cost_usd <= budget_usd

    at = _rung(flops, budget_usd / usd_per_flop)
    low, high = -1, len(shapes)
    for _ in range(_ROUNDS):
        if affordable(at):
            low = at
        else:
            high = at
        if high - low <= 1:
            break
        run = tried[at]
        if low == at and isinstance(run, Run):
            # Too dear at this model's cost of a FLOP, which differs little from the next one's.
            next_usd = run.usd_per_flop * flops[at + 1] if at + 1 < len(flops) else 0.0
            if next_usd > budget_usd:
                break
        halfway = (low + high) // 2
        aim = _rung(flops, budget_usd / run.usd_per_flop) if isinstance(run, Run) else halfway
        at = min(max(aim, low + 1), high - 1)
    if low < 0:
        refused = tried[high]
        why = refused if isinstance(refused, CannotRun) else CannotRun(SMALLEST, MORE_MONEY)
        return Bought(why, shapes[0].parameters)
    best = tried[low]
    assert isinstance(best, Run)
    for at in range(low + 2, min(low + 2 + _BEYOND, len(shapes))):
        if best.usd_per_flop * flops[at] <= budget_usd and affordable(at):
            low = at
    beyond = tried.get(low + 1)
    stopped = beyond.reason if isinstance(beyond, CannotRun) else ""
    best = tried[low]
    assert isinstance(best, Run)
    if low == len(shapes) - 1:
        stopped = NO_LARGER
    larger = shapes[low + 1].parameters if not stopped else 0
    return Bought(best, shapes[low].parameters, stopped=stopped, too_dear=larger)


def lowest_loss(
    platform: Platform,
    like: Workload,
    budget_usd: float,
    choice: TokenChoice,
    served_tokens: float,
    usd_per_flop: float,
) -> Bought:
    """The model of the family with the lowest predicted loss that the budget buys.

    With `lifetime` the budget also pays for serving: a served token costs a forward pass, a third
    of a training token, at the training's own cost per FLOP (Sardana et al. 2024, arXiv
    2401.00448, section 2). Real serving uses its chips less well, so that served tokens weigh more.

    Args:
        platform: where.
        like: batch, sequence length, precision and task of the training.
        budget_usd: what it may cost [USD].
        choice: `compute_optimal` or `lifetime`.
        served_tokens: tokens the model will serve over its life.
        usd_per_flop: cost of a FLOP to start from [USD].
    """
    shapes = family()
    served = served_tokens if choice is TokenChoice.LIFETIME else 0.0
    per_token = np.array([training_flops(_sized(like, s)) for s in shapes])
    sizes = np.array([float(s.parameters) for s in shapes])
    usd = usd_per_flop
    found = Bought(CannotRun(SMALLEST, MORE_MONEY), shapes[0].parameters)
    for _ in range(2):
        tokens = budget_usd / usd / per_token - served / 3
        if not (tokens > 0).any():
            return Bought(CannotRun(SERVED_ALL, MORE_MONEY), shapes[0].parameters)
        losses = np.where(tokens > 0, loss(sizes, np.maximum(tokens, 1.0)), np.inf)
        best = int(np.argmin(losses))
        for at in range(best, max(-1, best - _TRIES), -1):
            serving = served / 3 * float(per_token[at]) * usd
            work = _sized(like, shapes[at])
            run = platform.most_tokens(work, budget_usd - serving, int(tokens[at]))
            stopped = NO_LARGER if at == len(shapes) - 1 else ""
            found = Bought(run, shapes[at].parameters, serving, stopped)
            if isinstance(run, Run):
                break
        if isinstance(found.run, CannotRun) or abs(found.run.usd_per_flop / usd - 1) < 0.1:
            return found
        usd = found.run.usd_per_flop
    return found


def _sized(like: Workload, shape: Shape) -> Workload:
    return replace(like, architecture=shape.architecture)


def _rung(flops: Sequence[float], wanted: float) -> int:
    """The largest model whose training takes no more FLOPs than wanted."""
    return max(0, bisect_right(flops, wanted) - 1)
