"""A plan with its calendar, from the outcome that was found best."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from model.hardware import Instance
from model.price import Price
from model.purchase_option import PurchaseOption
from model.purchase_plan.outcome import Days, Option, Outcomes
from model.purchase_plan.plan import Plan, Slice
from model.purchase_plan.remarks import remarks
from model.purchase_plan.rules import TermKind, block_sizes, blocks_covering, most_in_blocks
from model.purchase_plan.sentence import option_in_words
from model.purchase_plan.spot import SpotPace
from model.run import RunPlan
from model.scenario import Scenario
from model.uncertainty import HIGH, LOW, Interval
from model.wording import counted, probability

BLOCK, SPOT = PurchaseOption.CAPACITY_BLOCK, PurchaseOption.SPOT


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is bought for a run.

    Attributes:
        first: what the run starts on.
        first_price: its price.
        then: what it goes on with, if anything.
        then_price: its price.
        beside_price: price of what runs beside the blocks, if anything.
        span: days of the first; 0 where it carries the whole run.
    """

    first: Option
    first_price: Price
    then: Option | None = None
    then_price: Price | None = None
    beside_price: Price | None = None
    span: float = 0.0


def described(
    scenario: Scenario,
    instance: Instance,
    run: RunPlan,
    rented: int,
    bought: Purchase,
    found: Outcomes,
    spot: SpotPace | None,
) -> Plan:
    """The plan of an outcome.

    Args:
        scenario: what was asked.
        instance: the platform.
        run: cluster and time.
        rented: instances, spares with them.
        bought: the options and their prices.
        found: costs and finish days.
        spot: pace on spot, where it is part of it.
    """
    deadline, first = scenario.deadline_days, bought.first
    plan = Plan(
        instance=instance,
        run=run,
        instances=rented,
        first=first,
        first_price=bought.first_price,
        then=bought.then,
        then_price=bought.then_price,
        beside_price=bought.beside_price,
        planned=first.name == SPOT,
        usd=_interval(found.usd),
        expected_usd=float(found.usd.mean()),
        finish=_interval(found.days),
        in_time=None if deadline is None else float((found.days <= deadline).mean()),
        over=float(found.over.mean()),
        unused_usd=float(found.unused.mean()) * first.usd_per_day,
        slices=tuple(_slices(bought, found, rented)),
        spot=spot,
        remarks=(),
    )
    return replace(plan, remarks=remarks(plan, scenario, int(bought.span)))


def _interval(values: Days) -> Interval:
    low, median, high = np.quantile(values, [LOW, 0.5, HIGH])
    return Interval(float(low), float(median), float(high))


def _slices(bought: Purchase, found: Outcomes, rented: int) -> list[Slice]:
    first, then, span, beside = bought.first, bought.then, bought.span, bought.beside_price
    usd = float(found.first_usd.mean())
    finish = float(np.median(found.days))
    if then is None:
        made = [Slice(first.name, 0.0, finish, rented, usd, False, _use(first, rented))]
        unused = float(found.unused.mean())
        if unused > 0:
            paid = unused * first.usd_per_day
            end = float(np.median(found.days + found.unused))
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
            what = f"{counted(more, 'instance')} {words} beside the blocks, paid as used"
            usd -= span * first.usd_per_day
            made.append(Slice(beside.purchase_option, 0.0, span, more, usd, False, what))
    else:
        made = [Slice(first.name, 0.0, min(span, finish), rented, usd, False, _use(first, rented))]
    if found.over.any():
        end = float(np.quantile(found.days[found.over], HIGH))
        rest = float((found.usd - found.first_usd).mean())
        chance = probability(float(found.over.mean()))
        what = f"with a probability of {chance}: {_use(then, rented, beside)}"
        made.append(Slice(then.name, span, max(end, span), rented, rest, False, what))
    return made


def _block_slices(first: Option, span: float, rented: int) -> list[Slice]:
    sizes = Counter(block_sizes(min(rented, most_in_blocks())))
    side_by_side = " + ".join(_blocks(size, count) for size, count in sizes.items())
    made, at = [], 0.0
    for length in blocks_covering(int(span)):
        what = f"{side_by_side} for {counted(length, 'day')}, paid up front"
        usd = length * first.usd_per_day
        held = min(rented, most_in_blocks())
        made.append(Slice(first.name, at, at + length, held, usd, True, what))
        at += length
    return made


def _blocks(size: int, count: int) -> str:
    """`a block of 64 instances` or `2 blocks of 64 instances`."""
    blocks = "a block" if count == 1 else f"{count} blocks"
    return f"{blocks} of {counted(size, 'instance')}"


def _use(option: Option, rented: int, beside: Price | None = None) -> str:
    if option.name == BLOCK and beside is not None:
        more = rented - most_in_blocks()
        return (
            f"{counted(most_in_blocks(), 'instance')} in further blocks, by the day, and "
            f"{more:,} {beside.purchase_option.replace('_', ' ')}"
        )
    if option.kind is TermKind.OWNED:
        return f"{counted(rented, 'server')} of your own"
    if option.kind is TermKind.COMMITMENT:
        return f"{counted(rented, 'instance')} under {option_in_words(option.name)}"
    if option.name == BLOCK:
        return f"{counted(rented, 'instance')} in further blocks, by the day"
    if option.name == SPOT:
        return f"{counted(rented, 'spot instance')}, paid as used"
    if option.name == PurchaseOption.CONTRACT:
        return f"{counted(rented, 'instance')} under {option_in_words(option.name)}, paid as used"
    return f"{counted(rented, 'instance')} on demand, paid as used"
