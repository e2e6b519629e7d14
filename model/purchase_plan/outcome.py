"""What a way of buying costs and when the run is done, over how long the run may take."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from model.purchase_plan.rules import TermKind

Days = NDArray[np.float64]
# Equally probable durations that stand for the distribution.
POINTS = 100
SCORES = np.array([NormalDist().inv_cdf((i + 0.5) / POINTS) for i in range(POINTS)])


@dataclass(frozen=True, slots=True)
class Option:
    """One option as the search sees it.

    Attributes:
        name: the purchase option.
        kind: how it is paid.
        usd_per_day: of the whole cluster [USD].
        speed: pace of the run over that on undisturbed instances.
        term_days: what is paid at least [days]; of a commitment only.
        beside_usd_per_day: of instances paid as used beside prepaid ones, where blocks do not hold
            the whole cluster [USD].
    """

    name: str
    kind: TermKind
    usd_per_day: float
    speed: float = 1.0
    term_days: int = 0
    beside_usd_per_day: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Costs and finish days, one column for each equally probable duration.

    Attributes:
        usd: US dollars.
        days: when the run is done, counted from its start.
        over: whether the first option did not suffice.
        first_usd: what is spent on the first option [USD].
        unused: days paid for and not used.
    """

    usd: Days
    days: Days
    over: NDArray[np.bool_]
    first_usd: Days
    unused: Days


def throughout(option: Option, work: Days, shared: bool) -> Outcomes:
    """The whole run under one option.

    Args:
        option: how it is bought.
        work: how long the run takes undisturbed [days].
        shared: whether other work uses what a commitment leaves.
    """
    days = work / option.speed
    paid = days
    if option.kind is TermKind.COMMITMENT and not shared:
        paid = np.ceil(days / option.term_days) * option.term_days
    usd = paid * option.usd_per_day
    never = np.zeros(days.shape, dtype=bool)
    return Outcomes(usd, days, never, usd, paid - days)


def first_then(
    first: Option, spans: Days, joins: Days, then: Option, wait: float, change: float, work: Days
) -> Outcomes:
    """So many days of one option, then another until the run is done.

    Args:
        first: what the run starts on; a prepaid one is paid for all its days.
        spans: days of it, one row each.
        joins: work lost within each span, where one block follows another [days].
        then: what it goes on with.
        wait: days between the two.
        change: work lost at the change [days].
        work: how long the run takes undisturbed [days].
    """
    spans, joins = spans[:, None], joins[:, None]
    done = first.speed * spans - joins
    over = work[None, :] > done
    rest = np.where(over, (work[None, :] - done + change) / then.speed, 0.0)
    alone = np.minimum((work[None, :] + joins) / first.speed, spans)
    prepaid = first.kind is TermKind.PREPAID
    first_days = np.broadcast_to(spans, over.shape) if prepaid else np.where(over, spans, alone)
    then_days = _sold(rest) if then.kind is TermKind.PREPAID else rest
    used = np.where(over, spans, alone)
    first_usd = first_days * first.usd_per_day + used * first.beside_usd_per_day
    unused = np.where(over, 0.0, spans - alone) if prepaid else np.zeros(over.shape)
    return Outcomes(
        first_usd + then_days * then.usd_per_day + rest * then.beside_usd_per_day,
        np.where(over, spans + wait + rest, alone),
        over,
        first_usd,
        unused + (then_days - rest),
    )


def _sold(days: Days) -> Days:
    """Whole days that blocks are sold in, at least as long: from two lengths up any is."""
    return np.where(days > 0, np.maximum(np.ceil(days), 1.0), 0.0)
