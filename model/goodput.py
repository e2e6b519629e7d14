"""The share of the rented time that ends up as training."""

from __future__ import annotations

import math
from dataclasses import dataclass

from model.units import HOURS_PER_DAY, SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True)
class Goodput:
    """How much of the wall-clock time trains.

    Attributes:
        fraction: productive time over wall-clock time, above 0 and at most 1.
        mean_hours_between_failures: of the whole job [h].
        checkpoint_interval_hours: the interval with the least loss [h].
        failures_per_day: expected interruptions of the whole job.
    """

    fraction: float
    mean_hours_between_failures: float
    checkpoint_interval_hours: float
    failures_per_day: float


def goodput(
    accelerators: int,
    checkpoint_write_seconds: float,
    failures_per_accelerator_hour: float,
    restart_hours: float,
) -> Goodput:
    """Goodput of a job that checkpoints at the best interval and restarts after each failure.

    Args:
        accelerators: accelerators of the job, all needed at once.
        checkpoint_write_seconds: time training stands still for one checkpoint [s].
        failures_per_accelerator_hour: rate at which one accelerator stops the job [1/h].
        restart_hours: from a failure to the first repeated step [h].

    Returns:
        Goodput. Its fraction falls towards 0 where failures come faster than restarts.

    Source: best interval sqrt(2 M w) from Young 1974 and Daly 2006; expected effective training
    time ratio (1 - (u0 + dt/2) / M) / (1 + w/dt) from Kokolis et al. 2024 (arXiv 2410.21680).
    """
    mean_hours = 1 / (accelerators * failures_per_accelerator_hour)
    write_hours = max(checkpoint_write_seconds, 1e-3) / SECONDS_PER_HOUR
    interval = math.sqrt(2 * mean_hours * write_hours)
    lost_share = (restart_hours + interval / 2) / mean_hours
    # Beyond a loss of half, failures hit restarts too: exp keeps the fraction positive and equal
    # to first order.
    kept = 1 - lost_share if lost_share < 0.5 else 0.5 * math.exp(1 - 2 * lost_share)
    fraction = kept / (1 + write_hours / interval)
    return Goodput(fraction, mean_hours, interval, HOURS_PER_DAY / mean_hours)
