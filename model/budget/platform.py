"""What a training costs on one platform, for any model and number of tokens."""

from __future__ import annotations

import math
from dataclasses import dataclass

from model.architecture import flops_per_token
from model.comparison.cost import run_cost
from model.hardware import Instance
from model.price import Price
from model.run import CannotRun, RunPlan, plan_run
from model.scenario import Scenario
from model.storage import storage_usd_per_day
from model.workload import Task, Workload

MOST_TOKENS, LEAST_TOKENS = 10**15, 10**6
# Tokens and dollars are met to this factor.
CLOSE = 1.0005
_ROUNDS = 80
MORE_MONEY = "Raise the budget."
TOO_SMALL = "The budget does not pay for even the shortest training here."


@dataclass(frozen=True, slots=True)
class Run:
    """One training on a platform.

    Attributes:
        workload: the work of one step.
        tokens: of the whole training.
        plan: cluster, layout and time.
        cost_usd: the median of all that Compare counts [USD].
    """

    workload: Workload
    tokens: int
    plan: RunPlan
    cost_usd: float

    @property
    def usd_per_flop(self) -> float:
        """Cost of one FLOP of the model's own arithmetic [USD]."""
        return self.cost_usd / self.tokens / training_flops(self.workload)


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform at a price, under a scenario's deadline or cluster size."""

    scenario: Scenario
    instance: Instance
    price: Price

    def run(self, workload: Workload, tokens: int) -> Run | CannotRun:
        """A training, as Compare would plan and price it."""
        asked = self.scenario
        plan = plan_run(
            workload,
            self.instance,
            tokens=tokens,
            deadline_days=asked.deadline_days,
            cluster_instances=asked.instances,
            maturity=asked.maturity,
        )
        if isinstance(plan, CannotRun):
            return plan
        stored = storage_usd_per_day(workload, tokens, asked.checkpoints_kept)
        parts = run_cost(
            plan,
            self.price.usd_per_hour,
            asked.spare_percent,
            asked.experiments_percent,
            stored,
        )
        return Run(workload, tokens, plan, sum(parts.values()))

    def most_tokens(self, workload: Workload, budget_usd: float, guess: int) -> Run | CannotRun:
        """The longest training of a model that a budget pays for and the deadline allows.

        Cost grows with the tokens: almost in proportion on one cluster, and by steps where more
        tokens need a larger one. The search brackets the answer and closes in on it; most of its
        steps find their cluster already planned.

        Args:
            workload: the work of one step.
            budget_usd: what the training may cost [USD].
            guess: tokens to start from.

        Returns:
            The training, or why even the shortest one is too dear or cannot run.
        """
        low: Run | None = None
        high, tokens = math.inf, _whole(guess)
        for _ in range(_ROUNDS):
            tried = self.run(workload, tokens)
            aim = tokens * budget_usd / tried.cost_usd if isinstance(tried, Run) else tokens / 2
            if isinstance(tried, Run) and tried.cost_usd <= budget_usd:
                low = tried
            else:
                high = tokens
            if low is not None and _closed(low, high, budget_usd):
                break
            if low is None and tokens <= LEAST_TOKENS:
                return tried if isinstance(tried, CannotRun) else CannotRun(TOO_SMALL, MORE_MONEY)
            tokens = _whole(_next(aim, low.tokens if low else None, high))
        return low or CannotRun(TOO_SMALL, MORE_MONEY)


def training_flops(workload: Workload) -> float:
    """FLOPs of the model's own arithmetic for one training token."""
    frozen = workload.task in (Task.LORA, Task.QLORA)
    return flops_per_token(workload.architecture, workload.seq_len, frozen).total


def _closed(low: Run, high: float, budget_usd: float) -> bool:
    """Whether there is nothing left to find between the two ends."""
    spent = low.cost_usd >= budget_usd / CLOSE
    return spent or high <= low.tokens * CLOSE or low.tokens >= MOST_TOKENS


def _next(aim: float, low: int | None, high: float) -> float:
    """Where to look next: where cost in proportion points, but inside the bracket."""
    if low is None:
        return min(aim, high / CLOSE) / CLOSE
    nearly = math.sqrt(CLOSE)
    if low * nearly < aim < high:
        return aim / nearly
    return low * 2.0 if math.isinf(high) else math.sqrt(low * high)


def _whole(tokens: float) -> int:
    return int(min(max(tokens, LEAST_TOKENS), MOST_TOKENS))
