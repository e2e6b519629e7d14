"""One platform of the comparison, and what its run costs when something about it is different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from model.comparison import Comparison, PlatformAnswer
from model.comparison.cost import run_cost
from model.hardware import Instance
from model.price import Price
from model.run import RunPlan, run_with_step
from model.scenario import Scenario
from model.search import StepEstimate
from model.storage import storage_usd_per_day

UNCHANGED: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Side:
    """A platform with its plan, at a price.

    Attributes:
        scenario: what is trained.
        instance: the platform.
        plan: cluster, layout and time of the run.
        price: the price used; None where the platform is not sold this way.
    """

    scenario: Scenario
    instance: Instance
    plan: RunPlan
    price: Price | None

    @property
    def mfu(self) -> float:
        """The MFU that the model expects."""
        return self.plan.step.mfu

    @property
    def usd_per_hour(self) -> float:
        """Price of one instance for one hour [USD].

        Raises:
            ValueError: the platform is not sold this way.
        """
        if self.price is None:
            raise ValueError(f"{self.instance.instance_type} has no price here")
        return self.price.usd_per_hour

    def plan_at(
        self, mfu: float | None = None, changes: Mapping[str, float] = UNCHANGED
    ) -> RunPlan:
        """The run on the same cluster and layout, with another MFU or other run defaults."""
        step = self.plan.step if mfu is None else step_at(self.plan.step, mfu)
        return run_with_step(
            self.scenario.workload(),
            self.instance,
            self.scenario.tokens,
            self.plan.instances,
            step,
            changes,
        )

    def cost_usd(
        self,
        mfu: float | None = None,
        usd_per_hour: float | None = None,
        changes: Mapping[str, float] = UNCHANGED,
    ) -> float:
        """The median cost of the run [USD], everything that Compare counts with it.

        Args:
            mfu: MFU of the steps; the expected one if None.
            usd_per_hour: price of one instance-hour [USD]; today's if None.
            changes: values to use instead of the run defaults of these names.
        """
        price = self.usd_per_hour if usd_per_hour is None else usd_per_hour
        return plan_cost_usd(self.scenario, self.plan_at(mfu, changes), price)


def plan_cost_usd(scenario: Scenario, plan: RunPlan, usd_per_hour: float) -> float:
    """The median cost of a plan [USD] under the scenario's spares, experiments and storage."""
    stored = storage_usd_per_day(scenario.workload(), scenario.tokens, scenario.checkpoints_kept)
    spares, experiments = scenario.spare_percent, scenario.experiments_percent
    return sum(run_cost(plan, usd_per_hour, spares, experiments, stored).values())


def step_at(step: StepEstimate, mfu: float) -> StepEstimate:
    """The same step at another MFU: every part takes proportionally longer or shorter.

    Raises:
        ValueError: `mfu` is not positive.
    """
    if mfu <= 0:
        raise ValueError(f"mfu = {mfu}: must be above 0")
    longer = step.mfu / mfu
    return replace(
        step,
        mfu=mfu,
        step_seconds=step.step_seconds * longer,
        breakdown=MappingProxyType({k: v * longer for k, v in step.breakdown.items()}),
        tokens_per_s_per_accelerator=step.tokens_per_s_per_accelerator / longer,
    )


def cheapest(comparison: Comparison, family: str) -> Side | None:
    """The platform of a family with the lowest cost; None if none has a cost."""
    own = [a for a in _runs(comparison, family) if a.cost_usd is not None]
    best = min(own, key=lambda a: a.cost_usd.median if a.cost_usd else 0.0, default=None)
    return None if best is None else _side(comparison, best)


def unsold(comparison: Comparison, family: str) -> Side | None:
    """A platform of a family that can run the scenario though it is not sold this way."""
    own = [a for a in _runs(comparison, family) if a.cost_usd is None]
    return _side(comparison, own[0]) if own else None


def _runs(comparison: Comparison, family: str) -> list[PlatformAnswer]:
    return [
        a
        for a in comparison.platforms
        if a.instance.accelerator.family == family and a.plan is not None
    ]


def _side(comparison: Comparison, answer: PlatformAnswer) -> Side:
    assert answer.plan is not None
    return Side(comparison.scenario, answer.instance, answer.plan, answer.price)
