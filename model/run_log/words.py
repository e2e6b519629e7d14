"""What a log says, in words."""

from __future__ import annotations

import math

from model.hardware import Instance
from model.run_log.effect import Effect
from model.run_log.measure import Measured
from model.run_log.ranks import ranks_per_chip
from model.run_log.read import RunLog
from model.run_log.reading import Quantity
from model.uncertainty import LogNormal
from model.wording import MINUS, percent, probability, significant, usd_range

# Standard deviations beyond which one log of ten lies.
SURPRISING = 1.645


def half_width(log_sigma: float) -> str:
    """The 80 % range of a factor around one, e.g. `−26 % to +34 %`."""
    interval = LogNormal(1.0, log_sigma).interval()
    if interval.high < 1.005:
        return "under 1 % either way"
    return f"{MINUS}{percent(1 - interval.low)} to +{percent(interval.high - 1)}"


def headline(found: Measured, instance: Instance) -> str:
    """The result of a log, for a title."""
    name = instance.accelerator.name
    share = found.measured / found.predicted
    if abs(share - 1) < 0.02:
        return f"Your log shows {name} as fast as the best layout on paper"
    faster = "faster" if share > 1 else "slower"
    return f"Your log shows {name} {percent(abs(share - 1))} {faster} than the best layout on paper"


def detail(found: Measured) -> str:
    """What the log does to predictions for the platform."""
    moved = found.shift - 1
    direction = "up" if moved > 0 else "down"
    move = "stay where they are" if abs(moved) < 0.005 else f"move {direction} by {percent(moved)}"
    narrower = 1 - found.after / found.before
    surprise = (
        " That is further off than nine of ten such logs would be: check the batch, the sequence "
        "length and the number of instances before you use it."
        if found.surprise > SURPRISING
        else ""
    )
    return (
        f"Predicted throughput would {move}, and the range around it would narrow from "
        f"{half_width(found.before)} to {half_width(found.after)}, by {percent(narrower)}."
        f"{surprise}"
    )


def value_in_words(log: RunLog) -> str:
    """The median of a log with its unit."""
    value = log.steady.median
    if log.quantity is Quantity.STEP_SECONDS:
        return f"{value:,.4g} s per step"
    return f"{significant(value, 4):,.10g} {log.quantity}"


def facts(log: RunLog) -> str:
    """What was read, in a sentence."""
    part = log.steady
    steps = f", steps {log.steps[0]:,} to {log.steps[1]:,}" if log.steps else ""
    dropped = [
        f"{part.warm_up:,} of warm-up" if part.warm_up else "",
        f"{part.outliers:,} that stand out" if part.outliers else "",
    ]
    left_out = " and ".join(filter(None, dropped))
    return (
        f"{log.format}: {log.readings:,} steps found{steps}; "
        f"{part.used:,} used{f', {left_out} left out' if left_out else ''}. "
        f"Median {value_in_words(log)}, steps scatter by {_scatter(part.scatter)}."
        + (f" The log says that a step has {log.batch_seqs:,} sequences." if log.batch_seqs else "")
    )


def _scatter(log_sigma: float) -> str:
    share = math.expm1(log_sigma)
    return "under 1 %" if share < 0.005 else percent(share)


def per_rank(log: RunLog, instance: Instance) -> str:
    """What a log that counts per rank means on a chip of several ranks; empty for another."""
    chip = instance.accelerator
    ranks = ranks_per_chip(chip)
    if log.quantity is not Quantity.TOKENS_PER_RANK or ranks == 1:
        return ""
    return (
        f"{log.format} prints tokens per second of one rank; {ranks} ranks share a {chip.name} "
        f"({ranks * instance.accelerators} on each {instance.instance_type}). With another number "
        "of ranks, paste step times."
    )


def effect_in_words(found: Effect) -> str:
    """What the logs in use change in the answer."""
    parts = []
    for platform in found.platforms:
        before, after = platform.before, platform.after
        name = platform.anchor.instance_type
        if before is None or after is None:
            parts.append(f"{name} is measured, but the scenario leaves it out.")
        elif before.cost_usd and after.cost_usd:
            parts.append(
                f"{name}: {usd_range(before.cost_usd.interval())} becomes "
                f"{usd_range(after.cost_usd.interval())}."
            )
        else:
            parts.append(f"{name} is measured, but has no cost here: {after.reason}.")
    first, second = found.probability_before, found.probability_after
    if first is not None and second is not None and found.platforms:
        parts.append(
            f"The probability that Trainium is cheaper goes from {probability(first)} to "
            f"{probability(second)}."
        )
    return " ".join(parts)
