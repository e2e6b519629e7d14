"""A plan with its calendar, from the outcome that was found best."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import numpy as np

from model.hardware import Instance
from model.price import Price
from model.purchase_option import PurchaseOption
from model.purchase_plan.outcome import Days, Option, Outcomes
from model.purchase_plan.plan import Plan, Slice
from model.purchase_plan.rules import TermKind, block_sizes, blocks_covering, most_in_blocks, rules
from model.purchase_plan.spot import SpotPace
from model.run import RunPlan
from model.scenario import Scenario
from model.uncertainty import HIGH, LOW, Interval
from model.wording import percent, probability

BLOCK, SPOT = PurchaseOption.CAPACITY_BLOCK, PurchaseOption.SPOT


def described(
    scenario: Scenario,
    instance: Instance,
    run: RunPlan,
    rented: int,
    first: Option,
    first_price: Price,
    then: Option | None,
    then_price: Price | None,
    beside_price: Price | None,
    span: float,
    found: Outcomes,
    spot: SpotPace | None,
) -> Plan:
    """The plan of an outcome.

    Args:
        scenario: what was asked.
        instance: the platform.
        run: cluster and time.
        rented: instances, spares with them.
        first: what the run starts on.
        first_price: its price.
        then: what it goes on with, if anything.
        then_price: its price.
        beside_price: price of what runs beside the blocks, if anything.
        span: days of the first; 0 where it carries the whole run.
        found: costs and finish days.
        spot: pace on spot, where it is part of it.
    """
    deadline = scenario.deadline_days
    over = float(found.over.mean())
    planned = first.name == SPOT
    return Plan(
        instance=instance,
        run=run,
        instances=rented,
        first=first,
        first_price=first_price,
        then=then,
        then_price=then_price,
        beside_price=beside_price,
        planned=planned,
        usd=_interval(found.usd),
        expected_usd=float(found.usd.mean()),
        finish=_interval(found.days),
        in_time=None if deadline is None else float((found.days <= deadline).mean()),
        over=over,
        unused_usd=float(found.unused.mean()) * first.usd_per_day,
        slices=tuple(_slices(first, then, beside_price, span, found, rented)),
        spot=spot,
        remarks=tuple(_remarks(scenario, rented, first, then, span, over, spot, first_price)),
    )


def _interval(values: Days) -> Interval:
    low, median, high = np.quantile(values, [LOW, 0.5, HIGH])
    return Interval(float(low), float(median), float(high))


def _slices(
    first: Option,
    then: Option | None,
    beside: Price | None,
    span: float,
    found: Outcomes,
    rented: int,
) -> list[Slice]:
    usd = float(found.first_usd.mean())
    finish = float(np.median(found.days))
    if then is None:
        made = [Slice(first.name, 0.0, finish, rented, usd, False, _use(first, rented))]
        unused = float(found.unused.mean())
        if unused > 0:
            paid = unused * first.usd_per_day
            end = finish + unused
            left = Slice(first.name, finish, end, rented, paid, True, "paid and not used")
            used = made[0]
            made = [
                Slice(first.name, 0.0, finish, rented, usd - paid, True, used.what),
                left,
            ]
        return made
    if first.name == BLOCK:
        made = _block_slices(first, span, rented)
        if beside is not None:
            more, words = rented - most_in_blocks(), beside.purchase_option.replace("_", " ")
            what = f"{more:,} instances {words} beside the blocks, paid as used"
            usd -= span * first.usd_per_day
            made.append(Slice(beside.purchase_option, 0.0, span, more, usd, False, what))
    else:
        made = [Slice(first.name, 0.0, min(span, finish), rented, usd, False, _use(first, rented))]
    if found.over.any():
        end = float(np.quantile(found.days[found.over], HIGH))
        rest = float((found.usd - found.first_usd).mean())
        chance = probability(float(found.over.mean()))
        what = f"with a probability of {chance}: {_use(then, rented)}"
        made.append(Slice(then.name, span, max(end, span), rented, rest, False, what))
    return made


def _block_slices(first: Option, span: float, rented: int) -> list[Slice]:
    sizes = Counter(block_sizes(min(rented, most_in_blocks())))
    side_by_side = " + ".join(f"{count} x {size}" for size, count in sizes.items())
    made, at = [], 0.0
    for length in blocks_covering(int(span)):
        what = f"blocks of {side_by_side} instances for {length} days, paid up front"
        usd = length * first.usd_per_day
        held = min(rented, most_in_blocks())
        made.append(Slice(first.name, at, at + length, held, usd, True, what))
        at += length
    return made


def _use(option: Option, rented: int) -> str:
    words = option.name.replace("_", " ")
    if option.kind is TermKind.COMMITMENT:
        return f"{rented:,} instances on a {words}"
    if option.name == BLOCK:
        return f"{rented:,} instances in further blocks, by the day"
    return f"{rented:,} instances {words}, paid as used"


def _remarks(
    scenario: Scenario,
    rented: int,
    first: Option,
    then: Option | None,
    span: float,
    over: float,
    spot: SpotPace | None,
    price: Price,
) -> list[str]:
    said: list[str] = []
    ahead = rules()["block_ahead_days"].value
    if first.name == BLOCK:
        when = f"{ahead:.0f} days before the start at the earliest"
        if scenario.start is not None:
            when = f"on {scenario.start - timedelta(days=ahead):%d %b %Y} at the earliest"
        said.append(f"Book the first blocks {when}; they cannot be cancelled")
        lengths = blocks_covering(int(span))
        if len(lengths) > 1:
            said.append(f"{len(lengths)} blocks follow one another, or one is extended")
        if lengths[0] > ahead and len(lengths) > 1:
            said.append("The later ones can only be booked while the run goes on")
        if rented > rules()["block_largest_size"].value:
            said.append("All blocks side by side need the same zone and start")
        if rented > most_in_blocks():
            said.append(
                f"Blocks hold {most_in_blocks()} instances at most: the others run beside them, "
                "and that both are near each other in one network is not guaranteed"
            )
    if then is not None and then.name == first.name and over > 0:
        wait = rules()["rebook_wait_days"].value
        said.append(
            f"An extension is not guaranteed: {wait:g} days of waiting are assumed "
            f"({probability(over)} that it is needed)"
        )
    if spot is not None:
        month = percent(spot.interruptions.share_a_month)
        band = spot.interruptions.band
        rests = f"AWS's band {band}, {spot.interruptions.as_of}" if band else "assumed"
        said.append(
            f"{month} of spot instances are taken back in a month ({rests}): "
            f"{spot.interruptions_a_day:.2g} stops of the cluster a day, "
            f"{percent(1 - spot.speed)} slower"
        )
        said.append(f"Whether {rented:,} spot instances can be had is not published")
        if then is not None and then.name == BLOCK:
            said.append("The blocks that follow have to be booked before spot ends")
    if PurchaseOption.ON_DEMAND in (first.name, then.name if then else ""):
        said.append("On-demand capacity is not guaranteed and needs a quota of this size")
    if first.kind is TermKind.COMMITMENT:
        said.append(
            "Other work is taken to use the rest of the term" if scenario.term_shared
            else f"The whole term of {first.term_days:,} days is paid"
        )  # fmt: skip
        if price.note:
            said.append(price.note)
    return said
