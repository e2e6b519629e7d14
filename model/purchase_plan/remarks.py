"""What the buyer of a plan must know."""

from __future__ import annotations

from datetime import timedelta

from model.purchase_limits import purchase_limits
from model.purchase_option import PurchaseOption
from model.purchase_plan.plan import Plan
from model.purchase_plan.rules import TermKind, blocks_covering, most_in_blocks, rules
from model.purchase_plan.spot import SpotPace
from model.scenario import Scenario
from model.wording import duration, percent, probability

# AWS's names of whole UltraServers begin so.
ULTRASERVER = "u-"


def remarks(plan: Plan, scenario: Scenario, span: int) -> tuple[str, ...]:
    """Remarks on a plan, without a full stop.

    Args:
        plan: the plan.
        scenario: what was asked.
        span: days of its blocks, if it begins with them.
    """
    said: list[str] = []
    if plan.first.name == PurchaseOption.CAPACITY_BLOCK:
        said += _of_blocks(plan, scenario, span)
    if plan.spot is not None:
        said += _of_spot(plan.spot, plan)
    if PurchaseOption.ON_DEMAND in plan.options:
        said.append("On-demand capacity is not guaranteed and needs a quota of this size")
    if plan.first.kind is TermKind.OWNED:
        said.append(
            f"Your own servers are taken to be free for the whole run, {plan.instances:,} of them; "
            "what they cost by the hour is no new purchase"
        )
    if plan.first.kind is TermKind.COMMITMENT:
        paid = f"The whole term of {plan.first.term_days:,} days is paid"
        shared = "Other work is taken to use the rest of the term"
        said.append(shared if scenario.term_shared else paid)
        said += [plan.first_price.note] if plan.first_price.note else []
        said.append(
            "A Savings Plan lowers the price of on-demand capacity, which is not guaranteed"
            if plan.first.name in (PurchaseOption.SAVINGS_PLAN_1Y, PurchaseOption.SAVINGS_PLAN_3Y)
            else "Of reservations only a zonal one holds capacity"
        )
    return tuple(said)


def _of_blocks(plan: Plan, scenario: Scenario, span: int) -> list[str]:
    ahead = rules()["block_ahead_days"].value
    when = f"{ahead:.0f} days before the start at the earliest"
    if scenario.start is not None:
        when = f"on {scenario.start - timedelta(days=ahead):%d %b %Y} at the earliest"
    ends = timedelta(hours=rules()["block_ends_at_utc_hours"].value)
    said = [
        f"Book the first blocks {when}; they cannot be cancelled, and end at "
        f"{str(ends).rpartition(':')[0]} UTC of their last day"
    ]
    lengths = blocks_covering(span)
    if len(lengths) > 1:
        said.append(f"{len(lengths)} blocks follow one another, or one is extended")
        if lengths[0] > ahead:
            said.append("The later ones can only be booked while the run goes on")
    if plan.instances > rules()["block_largest_size"].value:
        said.append("All blocks side by side need the same zone and start")
    if plan.instances > most_in_blocks():
        said.append(
            f"Blocks hold {most_in_blocks()} instances at most: the others run beside them, and "
            "that both are near each other in one network is not guaranteed"
        )
    if plan.then is not None and plan.then.name == plan.first.name and plan.over > 0:
        wait = rules()["rebook_wait_days"].value
        said.append(
            f"An extension is not guaranteed: {wait:g} days of waiting are assumed "
            f"({probability(plan.over)} that it is needed)"
        )
        longest = purchase_limits()[PurchaseOption.CAPACITY_BLOCK].max_days
        if plan.slices[-1].end > longest:
            said.append(
                f"A block lasts {longest} days at most, its extensions with it: what comes after "
                "them has to be another block"
            )
    if plan.instance.instance_type.startswith(ULTRASERVER):
        said.append(
            "Blocks of UltraServers are bought by the UltraServer; how many can be had at once is "
            "not published"
        )
    return said


def _of_spot(spot: SpotPace, plan: Plan) -> list[str]:
    band = spot.interruptions.band
    rests = f"AWS's band {band}, {spot.interruptions.as_of}" if band else "assumed"
    slower = 1 - spot.speed
    said = [
        f"{spot.interruptions.share_a_month * 100:g} % of spot instances are taken back in a month "
        f"({rests}): the cluster stops every {duration(1 / spot.interruptions_a_day)} and is "
        f"{'under 1 %' if slower < 0.005 else percent(slower)} slower",
        f"Whether {plan.instances:,} spot instances can be had is not published",
    ]
    if PurchaseOption.CAPACITY_BLOCK in plan.options:
        said.append("The blocks that follow have to be booked before spot ends")
    return said
