"""Every way of buying on every cluster worth looking at; the best of each kind."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.cluster_size import cluster_sizes
from model.comparison.compare import ANOTHER_PRICE
from model.hardware import Instance, instances
from model.price import Price
from model.purchase_option import RENTED, PurchaseOption
from model.purchase_plan.describe import Purchase, described
from model.purchase_plan.outcome import (
    SCORES,
    Days,
    Option,
    Outcomes,
    first_then,
    throughout,
)
from model.purchase_plan.places import no_price, places
from model.purchase_plan.plan import (
    LeftOut,
    Plan,
    PlatformPlan,
    PurchasePlan,
    cheapest_first,
    rank,
)
from model.purchase_plan.rules import (
    LONGEST_COVER,
    TermKind,
    blocks_covering,
    most_in_blocks,
    rules,
    terms,
)
from model.purchase_plan.spot import SpotPace, spot_pace
from model.run import OTHER_DIMENSIONS, CannotRun, RunPlan, plan_run, run_on
from model.run_defaults import run_defaults
from model.scenario import Scenario
from model.units import HOURS_PER_DAY
from model.wording import counted

# Cluster sizes looked at: from half of the one Compare takes to so many times it, each at least a
# step above the one before; none that is expected to take so many times the deadline.
LARGEST, STEP, LATEST = 4.0, 1.12, 1.5
BLOCK, SPOT = PurchaseOption.CAPACITY_BLOCK, PurchaseOption.SPOT


@dataclass(frozen=True, slots=True)
class Offer:
    """An option with its price, for a cluster."""

    option: Option
    price: Price
    beside: Price | None = None


def purchase_plan(scenario: Scenario, prices: Sequence[Price]) -> PurchasePlan:
    """The cheapest purchase on each platform of a scenario, at these prices of its region.

    Of every cluster size, option, span and pair of options the expected cost and the finish are
    computed over the distribution of the run's duration; the cheapest that is done by the deadline
    as surely as the scenario asks is taken, or the surest where none is. Spare instances are
    bought with the cluster; storage and experiments around the run come on top.
    """
    found = [_platform(scenario, instances()[name], prices) for name in scenario.platforms]
    ordered = sorted(
        found,
        key=lambda p: (p.best is None, rank(p.best, scenario) if p.best else (True, 0.0, 0.0)),
    )
    return PurchasePlan(scenario, tuple(ordered))


def _platform(scenario: Scenario, instance: Instance, prices: Sequence[Price]) -> PlatformPlan:
    name = instance.instance_type
    options = [o for o in PurchaseOption if o in (*RENTED, scenario.bought_as(name))]
    sold_at = places(scenario, name, options, prices)
    sold = {option for place in sold_at for option in place}
    left = [
        LeftOut(option, no_price(prices, name, scenario.region, option))
        for option in options
        if option not in sold
    ]
    if not sold:
        return PlatformPlan(
            instance, (), tuple(left), "no price here under any option", ANOTHER_PRICE
        )
    runs = _runs(scenario, instance)
    if isinstance(runs, CannotRun):
        return PlatformPlan(instance, (), tuple(left), runs.reason, runs.remedy, runs=False)
    best: dict[tuple[str, ...], Plan] = {}
    for run in runs:
        for place in sold_at:
            for plan in _plans(scenario, instance, run, place):
                known = best.get(plan.options)
                if known is None or rank(plan, scenario) < rank(known, scenario):
                    best[plan.options] = plan
    used = {option for options in best for option in options}
    left += [LeftOut(o, _too_many(o, scenario, runs)) for o in sold if o not in used]
    reason = "" if best else "no option sold here holds a cluster that is done in time"
    return PlatformPlan(
        instance, cheapest_first(tuple(best.values()), scenario), tuple(left), reason, ANOTHER_PRICE
    )


def _too_many(option: PurchaseOption, scenario: Scenario, runs: Sequence[RunPlan]) -> str:
    """Why no cluster can be bought under an option that has a price."""
    size = counted(runs[0].instances, "instance")
    least = f"the smallest cluster near the deadline has {size}"
    if option == SPOT:
        return f"{least} and you count on {scenario.spot_limit:,} on spot"
    return f"{least} and all blocks together hold at most {most_in_blocks()}"


def _runs(scenario: Scenario, instance: Instance) -> list[RunPlan] | CannotRun:
    """The run on every cluster size worth looking at, the smallest first."""
    try:
        workload = scenario.workload()
    except ValueError as error:
        return CannotRun(str(error), OTHER_DIMENSIONS)

    def on(size: int) -> RunPlan | CannotRun:
        return run_on(workload, instance, scenario.tokens, size, scenario.maturity)

    deadline = scenario.deadline_days
    usual = plan_run(
        workload, instance, scenario.tokens, deadline, scenario.instances, scenario.maturity
    )
    if isinstance(usual, CannotRun):
        return usual
    if deadline is None:
        return [usual]
    sizes, first = cluster_sizes(workload, instance.accelerators), usual.instances
    near = [n for n in sizes if first / 2 <= n <= first * LARGEST]
    found = [run for size in _stepped(near, STEP) if isinstance(run := on(size), RunPlan)]
    return [run for run in found if run.days.median <= deadline * LATEST]


def _stepped(sizes: Sequence[int], step: float) -> Iterator[int]:
    last = 0.0
    for size in sizes:
        if size >= last * step:
            last = size
            yield size


def _plans(
    scenario: Scenario, instance: Instance, run: RunPlan, sold: dict[PurchaseOption, Price]
) -> Iterator[Plan]:
    """Every kind of plan for a run on one cluster, each with its best span."""
    rented = run.instances + math.ceil(run.instances * scenario.spare_percent / 100)
    pace = None
    offers: dict[str, Offer] = {}
    for name, price in sold.items():
        inside, beside = rented, None
        if name == BLOCK and rented > most_in_blocks():
            inside, beside = most_in_blocks(), _cheapest_firm(sold)
            if beside is None:
                continue
        if name == SPOT and rented > scenario.spot_limit:
            continue
        if name == SPOT:
            pace = spot_pace(run, price)
        kind, days = terms()[name]
        speed = pace.speed if name == SPOT and pace else 1.0
        usd = price.usd_per_hour * HOURS_PER_DAY * inside
        more = beside.usd_per_hour * HOURS_PER_DAY * (rented - inside) if beside else 0.0
        offers[name] = Offer(Option(name, kind, usd, speed, days, more), price, beside)
    finder = _Finder(scenario, instance, run, rented, pace)
    for offer in offers.values():
        if offer.option.kind is not TermKind.PREPAID:
            yield finder.alone(offer)
    for first, then in _mixes(offers, scenario):
        plan = finder.mixed(offers[first], offers[then])
        if plan is not None:
            yield plan


def _cheapest_firm(sold: Mapping[PurchaseOption, Price]) -> Price | None:
    """The cheapest price that is paid as used and not interrupted."""
    firm = [price for name, price in sold.items() if terms()[name][0] is TermKind.AS_USED]
    return min(firm, key=lambda price: price.usd_per_hour, default=None)


def _mixes(offers: dict[str, Offer], scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Pairs of options that make sense one after the other."""
    firm = [n for n, o in offers.items() if o.option.kind is TermKind.AS_USED]
    if BLOCK in offers:
        yield BLOCK, BLOCK
        yield from ((BLOCK, name) for name in firm)
    if SPOT in offers and scenario.deadline_days is not None:
        yield from ((SPOT, name) for name in [*firm, *([BLOCK] if BLOCK in offers else [])])


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds the best plan of one kind for a run on one cluster."""

    scenario: Scenario
    instance: Instance
    run: RunPlan
    rented: int
    pace: SpotPace | None

    def alone(self, offer: Offer) -> Plan:
        """The whole run under one option."""
        spot = self.pace if offer.option.name == SPOT else None
        found = throughout(offer.option, self._work(spot), self.scenario.term_shared)
        return described(
            self.scenario, self.instance, self.run, self.rented,
            Purchase(offer.option, offer.price), found, spot,
        )  # fmt: skip

    def mixed(self, first: Offer, then: Offer) -> Plan | None:
        """The best span of one option before another; None where none makes sense."""
        spot = self.pace if first.option.name == SPOT else None
        work = self._work(spot)
        spans = self._spans(first.option, work)
        if not len(spans):
            return None
        loss = self._change_days()
        joins = np.zeros(len(spans))
        if first.option.name == BLOCK:
            joins = loss * np.array([len(blocks_covering(int(days))) - 1.0 for days in spans])
        again = first.option.name == then.option.name
        wait = rules()["rebook_wait_days"].value if again else 0.0
        found = first_then(first.option, spans, joins, then.option, wait, loss, work)
        at = self._best(found)
        row = Outcomes(
            found.usd[at], found.days[at], found.over[at], found.first_usd[at], found.unused[at]
        )
        bought = Purchase(
            first.option, first.price, then.option, then.price, first.beside or then.beside,
            float(spans[at]),
        )  # fmt: skip
        return described(
            self.scenario, self.instance, self.run, self.rented, bought, row, spot,
        )  # fmt: skip

    def _work(self, spot: SpotPace | None) -> Days:
        """Equally probable durations undisturbed, interruptions scattered as they fall [days]."""
        days = self.run.days
        default = run_defaults()["restart_hours"].value
        a_day, hours = self.run.goodput.failures_per_day, default
        if spot is not None:
            a_day += spot.interruptions_a_day
            hours += rules()["spot_refill_hours"].value
        hours += self.run.goodput.checkpoint_interval_hours / 2
        # A Poisson number of interruptions scatters by its square root.
        scatter = math.sqrt(a_day * days.median) * hours / HOURS_PER_DAY / days.median
        return days.median * np.exp(math.hypot(days.log_sigma, scatter) * SCORES)

    def _spans(self, first: Option, work: Days) -> Days:
        if first.name == SPOT:
            assert self.scenario.deadline_days is not None
            return np.arange(1.0, self.scenario.deadline_days)
        # Blocks carry at least the run that is expected: what follows them is not guaranteed.
        low = max(1, math.ceil(self.run.days.median))
        high = min(LONGEST_COVER, math.ceil(work[-1]) + 1)
        return np.arange(min(low, LONGEST_COVER), high + 1, dtype=np.float64)

    def _change_days(self) -> float:
        """Work lost where one purchase ends and the next begins [days]."""
        hours = rules()["block_ends_early_hours"].value + run_defaults()["restart_hours"].value
        return hours / HOURS_PER_DAY

    def _best(self, found: Outcomes) -> int:
        cost = found.usd.mean(axis=1)
        deadline = self.scenario.deadline_days
        if deadline is None:
            return int(np.argmin(cost))
        sure = (found.days <= deadline).mean(axis=1)
        enough = sure * 100 >= self.scenario.sure_percent - 1e-9
        if enough.any():
            return int(np.argmin(np.where(enough, cost, np.inf)))
        return int(np.lexsort((cost, -sure))[0])
