"""What a run costs, by what it is spent on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from model.run import RunPlan

HOURS_PER_DAY = 24


def run_cost(
    plan: RunPlan, usd_per_hour: float, spare_percent: int, experiments_percent: int
) -> Mapping[str, float]:
    """The median cost of a run [USD], by part; the parts add up to the whole.

    Args:
        plan: cluster and time.
        usd_per_hour: price of one instance for one hour [USD].
        spare_percent: instances rented beside the cluster, rounded up to whole ones [%].
        experiments_percent: trials and failed runs around the final one, as a share of it [%].

    Returns:
        `training`: the steps themselves; `evaluation`: start-up and evaluation; `failures`:
        lost work, restarts and checkpoints; `spares`; `experiments`.
    """
    usd_per_day = usd_per_hour * HOURS_PER_DAY * plan.instances
    run = usd_per_day * plan.days.median
    productive = run * plan.goodput.fraction
    training = productive / (1 + plan.evaluation_share)
    spares = math.ceil(plan.instances * spare_percent / 100) / plan.instances * run
    return MappingProxyType(
        {
            "training": training,
            "evaluation": productive - training,
            "failures": run - productive,
            "spares": spares,
            "experiments": (run + spares) * experiments_percent / 100,
        }
    )
