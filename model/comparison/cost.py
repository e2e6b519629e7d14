"""What a run costs, by what it is spent on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from model.run import RunPlan
from model.units import HOURS_PER_DAY


def run_cost(
    plan: RunPlan,
    usd_per_hour: float,
    spare_percent: int,
    experiments_percent: int,
    storage_usd_per_day: float = 0.0,
    energy_usd_per_hour: float = 0.0,
) -> Mapping[str, float]:
    """The median cost of a run [USD], by part; the parts add up to the whole.

    Args:
        plan: cluster and time.
        usd_per_hour: price of one instance for one hour [USD].
        spare_percent: instances rented beside the cluster, rounded up to whole ones [%].
        experiments_percent: trials and failed runs around the final one, as a share of it [%].
        storage_usd_per_day: data and checkpoints, kept while the run lasts [USD/day].
        energy_usd_per_hour: what of `usd_per_hour` is electricity that is paid apart [USD].

    Returns:
        `training`: the steps themselves; `evaluation`: start-up and evaluation; `failures`:
        lost work, restarts and checkpoints; `spares`; `experiments`; `storage`; and
        `energy` of all of them where it is paid apart, which is in none of the others then.
    """
    apart = energy_usd_per_hour / usd_per_hour if energy_usd_per_hour else 0.0
    usd_per_day = usd_per_hour * (1 - apart) * HOURS_PER_DAY * plan.instances
    run = usd_per_day * plan.days.median
    productive = run * plan.goodput.fraction
    training = productive / (1 + plan.evaluation_share)
    spares = run * spare_share(plan.instances, spare_percent)
    parts = {
        "training": training,
        "evaluation": productive - training,
        "failures": run - productive,
        "spares": spares,
        "experiments": (run + spares) * experiments_percent / 100,
        "storage": storage_usd_per_day * plan.days.median,
    }
    if apart:
        rented = run * rented_over_run(plan, spare_percent, experiments_percent)
        parts["energy"] = rented / (1 - apart) * apart
    return MappingProxyType(parts)


def spare_share(instances: int, spare_percent: int) -> float:
    """Whole spare instances over those of the cluster."""
    return math.ceil(instances * spare_percent / 100) / instances


def rented_over_run(plan: RunPlan, spare_percent: int, experiments_percent: int) -> float:
    """Instance-hours rented, spares and experiments with them, over those of the final run."""
    return (1 + spare_share(plan.instances, spare_percent)) * (1 + experiments_percent / 100)
