"""How much slower a run is on instances that can be taken back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from model.data_files import rows
from model.goodput import goodput
from model.price import Price
from model.purchase_plan.rules import rules
from model.run import RunPlan
from model.run_defaults import run_defaults
from model.units import HOURS_PER_DAY, HOURS_PER_MONTH, SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True)
class Interruptions:
    """How often spot instances of a type are taken back.

    Attributes:
        share_a_month: share of the instances taken back within a month.
        band: the band AWS prints; empty where it prints none.
        source: where it comes from.
        as_of: when it was read.
    """

    share_a_month: float
    band: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class SpotPace:
    """A run on spot instances.

    Attributes:
        speed: its pace over that on instances which are not taken back.
        interruptions_a_day: of the whole cluster, all of which stops each time.
        interruptions: what they rest on.
    """

    speed: float
    interruptions_a_day: float
    interruptions: Interruptions


@cache
def _bands() -> Mapping[tuple[str, str], Interruptions]:
    return MappingProxyType(
        {
            (row["instance_type"], row["region"]): Interruptions(
                (float(row["low"]) + float(row["high"])) / 2,
                row["band"],
                row["source"],
                row["as_of"],
            )
            for row in rows("spot_interruptions.csv")
        }
    )


def interruptions(price: Price) -> Interruptions:
    """How often what a spot price buys is taken back; assumed where that is not published.

    What was read with the prices counts before what comes with the project.
    """
    known = {found.band: found.share_a_month for found in _bands().values()}
    if price.taken_back in known:
        read, on = "AWS spot instance advisor, read with the prices", price.taken_back_read
        return Interruptions(known[price.taken_back], price.taken_back, read, on)
    found = _bands().get((price.instance_type, price.region))
    if found is not None:
        return found
    assumed = rules()["spot_interrupted_a_month"]
    return Interruptions(assumed.value, "", assumed.source, assumed.as_of)


def spot_pace(run: RunPlan, price: Price) -> SpotPace:
    """The pace of a run whose cluster stops whenever one of its instances is taken back.

    An instance taken back with probability p in a month is so at a rate of -ln(1 - p) a month.
    Failures and interruptions together set the best checkpoint interval and the loss
    (`model.goodput`); each interruption also waits for the instance to come back.
    """
    found = interruptions(price)
    default = {name: row.value for name, row in run_defaults().items()}
    a_day = -math.log(1 - found.share_a_month) / HOURS_PER_MONTH * HOURS_PER_DAY * run.instances
    base = run.goodput
    failing, taken = base.failures_per_day, a_day
    both = failing + taken
    waits = default["restart_hours"] + rules()["spot_refill_hours"].value
    restart = (failing * default["restart_hours"] + taken * waits) / both
    # The write time that the run's own best interval sqrt(2 M w) came from.
    write = base.checkpoint_interval_hours**2 / (2 * base.mean_hours_between_failures)
    rate = both / HOURS_PER_DAY / run.accelerators
    slowed = goodput(run.accelerators, write * SECONDS_PER_HOUR, rate, restart)
    return SpotPace(slowed.fraction / base.fraction, a_day, found)
