"""The cheapest way to buy the capacity of a scenario on each of its platforms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.hardware import Instance
from model.price import Price
from model.purchase_plan.outcome import Option
from model.purchase_plan.spot import SpotPace
from model.run import RunPlan
from model.scenario import Scenario
from model.uncertainty import Interval


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of the calendar under one option.

    Attributes:
        option: how it is bought.
        start: first day, counted from the start of the run.
        end: last day; expected, where the run decides it.
        instances: instances rented.
        usd: US dollars, expected.
        certain: whether it is paid however the run goes.
        what: what to buy, in words.
    """

    option: str
    start: float
    end: float
    instances: int
    usd: float
    certain: bool
    what: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to buy a run.

    Attributes:
        instance: the platform.
        run: cluster and time.
        instances: instances rented, spares with them.
        first: what the run starts on.
        first_price: its price.
        then: what it goes on with; None where the first carries the whole run.
        then_price: its price.
        beside_price: price of what runs beside the blocks, where they do not hold the cluster.
        planned: whether that change is planned, not only for a run that takes too long.
        usd: US dollars, central 80 % with the median.
        expected_usd: mean US dollars.
        finish: when the run is done [days from its start], central 80 % with the median.
        in_time: probability to be done by the deadline; None without one.
        over: probability that the second option is needed.
        unused_usd: mean US dollars paid for capacity that is not used.
        slices: the calendar.
        spot: pace on spot, where spot is part of it.
        remarks: what the buyer must know.
    """

    instance: Instance
    run: RunPlan
    instances: int
    first: Option
    first_price: Price
    then: Option | None
    then_price: Price | None
    beside_price: Price | None
    planned: bool
    usd: Interval
    expected_usd: float
    finish: Interval
    in_time: float | None
    over: float
    unused_usd: float
    slices: tuple[Slice, ...]
    spot: SpotPace | None
    remarks: tuple[str, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """The options used, in order."""
        return (self.first.name, *((self.then.name,) if self.then else ()))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An option that no plan of a platform could use.

    Attributes:
        option: the option.
        reason: why, in words.
    """

    option: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlatformPlan:
    """What can be bought on one platform.

    Attributes:
        instance: the platform.
        plans: the best plan of each kind, those that are sure enough first, then by cost.
        left_out: options that could not be used.
        reason: why there is no plan; empty where there is one.
        remedy: what to change where there is none, one sentence.
        runs: whether the platform can run the scenario at all.
    """

    instance: Instance
    plans: tuple[Plan, ...]
    left_out: tuple[LeftOut, ...]
    reason: str = ""
    remedy: str = ""
    runs: bool = True

    @property
    def best(self) -> Plan | None:
        """The cheapest plan that is sure enough, or else the surest; None without any."""
        return self.plans[0] if self.plans else None


@dataclass(frozen=True, slots=True)
class PurchasePlan:
    """The answer of the Purchase plan page.

    Attributes:
        scenario: what was asked.
        platforms: one for each platform, the cheapest that is sure enough first.
    """

    scenario: Scenario
    platforms: tuple[PlatformPlan, ...]

    @property
    def best(self) -> Plan | None:
        """The cheapest plan of all; None without any."""
        return self.platforms[0].best if self.platforms else None


def sure_enough(plan: Plan, scenario: Scenario) -> bool:
    """Whether a plan is done in time as surely as the scenario asks."""
    return plan.in_time is None or plan.in_time * 100 >= scenario.sure_percent - 1e-9


def rank(plan: Plan, scenario: Scenario) -> tuple[bool, float, float]:
    """Sure plans first and by cost, then the others by how sure they are."""
    sure = sure_enough(plan, scenario)
    return (not sure, 0.0 if sure else -(plan.in_time or 0.0), plan.expected_usd)


def cheapest_first(plans: Sequence[Plan], scenario: Scenario) -> tuple[Plan, ...]:
    """Plans in the order in which they are preferred."""
    return tuple(sorted(plans, key=lambda plan: rank(plan, scenario)))
