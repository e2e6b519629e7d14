"""The cheapest plan against every plan there is: a second way of counting, one run at a time."""

import math
from collections.abc import Iterator
from datetime import date
from functools import cache
from statistics import NormalDist

import pytest

from model.cluster_size import cluster_sizes
from model.hardware import instances
from model.price import Price
from model.purchase_plan.search import purchase_plan
from model.run import RunPlan, run_on
from model.scenario import Scenario
from tests.scenarios import scenario

DEADLINE, MOST_IN_BLOCKS, LONGEST = 14, 256, 182
# Hours: instances stop half an hour before a block ends; restarts take 13 minutes.
LOST_AT_A_CHANGE = (0.5 + 0.2167) / 24
DAYS_UNTIL_REBOOKED = 3
SCORES = [NormalDist().inv_cdf((i + 0.5) / 100) for i in range(100)]
LENGTHS = (*range(1, 15), *range(21, LONGEST + 1, 7))


@cache
def fewest_blocks(days: int) -> int:
    """How many blocks must follow one another to last so many days."""
    if days == 0:
        return 0
    return 1 + min(fewest_blocks(days - length) for length in LENGTHS if length <= days)


def durations(run: RunPlan) -> list[float]:
    """A hundred equally probable durations [days]."""
    days = run.days.median
    hours = 0.2167 + run.goodput.checkpoint_interval_hours / 2
    scatter = math.sqrt(run.goodput.failures_per_day * days) * hours / 24 / days
    return [days * math.exp(math.hypot(run.days.log_sigma, scatter) * z) for z in SCORES]


def every_plan(
    chosen: Scenario, usd: dict[str, float]
) -> Iterator[tuple[str, list[float], list[float]]]:
    """Every way to buy every cluster: its name, dollars and days for each duration."""
    instance, workload = instances()[chosen.platforms[0]], chosen.workload()
    for count in cluster_sizes(workload, instance.accelerators):
        run = run_on(workload, instance, chosen.tokens, count, chosen.maturity)
        if not isinstance(run, RunPlan) or run.days.median > 2 * DEADLINE:
            continue
        work = durations(run)
        day = {name: price * 24 * count for name, price in usd.items()}
        if "on_demand" in usd:
            yield "on demand", [days * day["on_demand"] for days in work], work
        if "reserved_1y" in usd:
            term = [math.ceil(days / 365) * 365 * day["reserved_1y"] for days in work]
            yield "reserved", term, work
        if "capacity_block" not in usd or count > MOST_IN_BLOCKS:
            continue
        for span in range(math.ceil(run.days.median), math.ceil(work[-1]) + 3):
            joins = (fewest_blocks(span) - 1) * LOST_AT_A_CHANGE
            left = [max(days - (span - joins), 0.0) for days in work]
            left = [days + LOST_AT_A_CHANGE if days else 0.0 for days in left]
            ends = [
                span + rest if rest else days + joins for rest, days in zip(left, work, strict=True)
            ]
            again = [(span + math.ceil(rest)) * day["capacity_block"] for rest in left]
            waited = [
                end + (DAYS_UNTIL_REBOOKED if rest else 0)
                for end, rest in zip(ends, left, strict=True)
            ]
            yield f"{span} days of blocks, extended", again, waited
            if "on_demand" in usd:
                paid = [span * day["capacity_block"] + rest * day["on_demand"] for rest in left]
                yield f"{span} days of blocks, then on demand", paid, ends


@pytest.mark.parametrize("sure", [50, 80, 95])
@pytest.mark.parametrize(
    ("instance_type", "usd"),
    [
        ("p5.48xlarge", {"on_demand": 55.04, "capacity_block": 41.53}),
        ("p5.48xlarge", {"on_demand": 42.0, "capacity_block": 41.53}),
        ("trn2.48xlarge", {"capacity_block": 35.76}),
        ("trn1.32xlarge", {"on_demand": 21.5, "capacity_block": 9.53, "reserved_1y": 0.2}),
        ("p6-b200.48xlarge", {"on_demand": 113.93, "capacity_block": 113.0}),
    ],
)
def test_no_plan_is_cheaper_than_the_one_that_is_found(
    instance_type: str, usd: dict[str, float], sure: int
) -> None:
    chosen = scenario(
        model="llama3.2-1b", tokens=10**12, platforms=(instance_type,), deadline_days=DEADLINE,
        sure_percent=sure,
    )  # fmt: skip
    prices = [
        Price(
            provider="aws", region="us-east-2", instance_type=instance_type,
            purchase_option=option, usd_per_hour=price, as_of=date(2026, 7, 22), source="AWS",
        )
        for option, price in usd.items()
    ]  # fmt: skip
    found = purchase_plan(chosen, prices).best
    assert found is not None
    in_time = [
        (sum(paid) / len(paid), name)
        for name, paid, ends in every_plan(chosen, usd)
        if sum(end <= DEADLINE for end in ends) >= sure
    ]
    cheapest, name = min(in_time)
    assert found.expected_usd == pytest.approx(cheapest, rel=1e-6), name
