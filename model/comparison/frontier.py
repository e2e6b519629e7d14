"""What a run costs and how long it takes on clusters of every size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.cluster_size import cluster_sizes
from model.comparison.amount import amount
from model.comparison.compare import Status, answer_on
from model.comparison.unit_words import UNIT_WORDS, in_words
from model.hardware import Instance, instances
from model.price import Price
from model.scenario import Scenario
from model.uncertainty import LogNormal
from model.wording import counted, duration, significant

# Neighbouring sizes differ by at least so much: finer steps only crowd the chart.
STEP = 1.3


@dataclass(frozen=True, slots=True)
class Size:
    """The run on a cluster of one size.

    Attributes:
        instances: instances of the cluster.
        accelerators: accelerators in them.
        days: wall-clock time [days].
        amount: what it takes [the scenario's unit].
        worthwhile: no other size of the platform is both faster and takes less.
    """

    instances: int
    accelerators: int
    days: LogNormal
    amount: LogNormal
    worthwhile: bool


@dataclass(frozen=True, slots=True)
class Frontier:
    """Cost against time on one platform.

    Attributes:
        instance: the platform.
        sizes: clusters that can run the scenario within two years, the smallest first.
        reason: why there are none, in words; empty when there are some.
    """

    instance: Instance
    sizes: tuple[Size, ...]
    reason: str = ""

    @property
    def worthwhile(self) -> tuple[Size, ...]:
        """The sizes to choose among, the slowest and cheapest first."""
        return tuple(size for size in self.sizes if size.worthwhile)


def frontiers(scenario: Scenario, prices: Sequence[Price]) -> tuple[Frontier, ...]:
    """Cost against time for each platform of the scenario, whatever its deadline or size."""
    return tuple(_frontier(scenario, instances()[name], prices) for name in scenario.platforms)


def any_size(scenario: Scenario, platform: str) -> Scenario:
    """The scenario on one platform without its deadline or size, which no frontier depends on."""
    return scenario.changed(platforms=(platform,), deadline_days=None, instances=1)


def frontier_in_words(found: Frontier, scenario: Scenario) -> str:
    """From the cheapest and slowest to the dearest and fastest cluster worth having."""
    unit = scenario.unit
    label = f"{found.instance.accelerator.name} ({found.instance.instance_type})"
    ends = found.worthwhile
    if not ends:
        return f"{label}: {found.reason}"
    slow, fast = ends[0], ends[-1]
    first = _size(slow, scenario, UNIT_WORDS[unit].after)
    if slow == fast:
        return f"{label}: {first}, and no other size is worthwhile."
    dearer = fast.amount.median / slow.amount.median - 1
    faster = significant(slow.days.median / fast.days.median)
    return (
        f"{label}: from {first} to {_size(fast, scenario)}, "
        f"{dearer * 100:.0f} % more for {faster:,.10g} times the speed."
    )


def _size(size: Size, scenario: Scenario, after: str = "") -> str:
    amount, time = in_words(size.amount.median, scenario.unit), duration(size.days.median)
    return f"{amount}{after} in {time} on {counted(size.instances, 'instance')}"


def _frontier(scenario: Scenario, instance: Instance, prices: Sequence[Price]) -> Frontier:
    own = [price for price in prices if price.instance_type == instance.instance_type]
    try:
        every = cluster_sizes(scenario.workload(), instance.accelerators)
    except ValueError as error:
        return Frontier(instance, (), str(error))
    found: list[Size] = []
    reason = "no cluster size divides this model and batch"
    for count in thinned(every):
        sized = scenario.changed(deadline_days=None, instances=count)
        answer = answer_on(sized, instance, own)
        if answer.status is Status.NOT_SOLD:
            return Frontier(instance, (), answer.reason)
        value = amount(answer, sized)
        if value is None or answer.plan is None:
            reason = answer.reason or "the chip's power or the region's grid is not published"
        else:
            plan = answer.plan
            found.append(Size(plan.instances, plan.accelerators, plan.days, value, False))
    return Frontier(instance, _marked(found), "" if found else reason)


def thinned(sizes: Sequence[int]) -> tuple[int, ...]:
    """Sizes at least `STEP` apart, from the smallest on."""
    kept: list[int] = []
    for size in sizes:
        if not kept or size >= kept[-1] * STEP:
            kept.append(size)
    return tuple(kept)


def _marked(sizes: Sequence[Size]) -> tuple[Size, ...]:
    """The sizes with those marked that nothing beats in both time and amount."""
    return tuple(
        Size(
            size.instances,
            size.accelerators,
            size.days,
            size.amount,
            not any(
                other.days.median < size.days.median and other.amount.median <= size.amount.median
                for other in sizes
            ),
        )
        for size in sizes
    )
