"""Numbers in words, rounded to what is known."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.layout import Layout, Recompute, Sharding
from model.uncertainty import Interval
from model.units import HOURS_PER_DAY

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
MINUTES_PER_HOUR = 60
# What rounds to 24 hours is a day.
NEARLY_A_DAY = 23.5 / 24
_SCALES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def significant(value: float, digits: int = 2) -> float:
    """`value` rounded to so many significant digits."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def usd(value: float, digits: int = 3) -> str:
    """Dollars with so many significant digits, e.g. `$23.4M`; a minus sign goes in front."""
    rounded = significant(value, digits)
    sign = MINUS if rounded < 0 else ""
    size = abs(rounded)
    for scale, letter in _SCALES:
        if size >= scale:
            return f"{sign}${_plain(size / scale, digits)}{letter}"
    decimals = _decimals(size, digits)
    # Dimes alone are not how anybody writes a price.
    return f"{sign}${abs(value):.2f}" if decimals == 1 else f"{sign}${_plain(size, digits)}"


def usd_range(interval: Interval, digits: int = 2) -> str:
    """`$18M–$30M`."""
    return f"{usd(interval.low, digits)}{DASH}{usd(interval.high, digits)}"


def percent(fraction: float) -> str:
    """A whole percentage without sign, `9 %`."""
    return f"{abs(fraction) * 100:.0f} %"


def probability(value: float) -> str:
    """A probability in steps of 1 %, never claiming certainty."""
    if value < 0.01:
        return "under 1 %"
    if value > 0.99:
        return "over 99 %"
    return f"{value * 100:.0f} %"


def count(value: float) -> str:
    """A large count with three significant digits, e.g. `15T`, `1.5B` or `1,000T`."""
    rounded = significant(value, 3)
    for scale, letter in _SCALES:
        if rounded >= scale:
            return f"{significant(rounded / scale, 3):,.10g}{letter}"
    return f"{rounded:,.10g}"


def counted(number: int, noun: str) -> str:
    """A whole number of things, e.g. `1 instance` or `1,024 instances`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, each once, e.g. `H100, H200 and B200`."""
    once = list(dict.fromkeys(names))
    return " and ".join(filter(None, (", ".join(once[:-1]), once[-1]))) if once else ""


def days_in_words(days: float) -> str:
    """A number of days alone, e.g. `117`, `88` or `3.4`: one rounding wherever days are told."""
    return f"{significant(days, 2 if days < 100 else 3):,.10g}"


def duration(days: float) -> str:
    """How long something takes, e.g. `117 days`, `3.4 days`, `1 day`, `5.2 hours`, `20 minutes`."""
    scale, noun = _unit_of(days)
    number = days_in_words(days * scale)
    return f"{number} {noun}" if number == "1" else f"{number} {noun}s"


def durations(interval: Interval) -> str:
    """A range of durations in the unit of its middle, e.g. `74–107 days` or `0.8–1.4 hours`."""
    scale, noun = _unit_of(interval.median)
    low, high = days_in_words(interval.low * scale), days_in_words(interval.high * scale)
    if low == high:
        return duration(interval.median)
    return f"{low}{DASH}{high} {noun}s"


def _unit_of(days: float) -> tuple[float, str]:
    """How many of a unit make a day, and its name: the largest of which there is at least one."""
    if days * HOURS_PER_DAY * MINUTES_PER_HOUR < MINUTES_PER_HOUR:
        return HOURS_PER_DAY * MINUTES_PER_HOUR, "minute"
    return (HOURS_PER_DAY, "hour") if days < NEARLY_A_DAY else (1.0, "day")


def electricity(kwh: float) -> str:
    """Energy with two significant digits, e.g. `12 GWh`."""
    for scale, unit in ((1e6, "GWh"), (1e3, "MWh")):
        if kwh >= scale:
            return f"{_plain(significant(kwh / scale), 2)} {unit}"
    return f"{_plain(significant(kwh), 2)} kWh"


def mass(kilograms: float) -> str:
    """Mass with two significant digits, e.g. `5,300 t`."""
    if kilograms >= 1000:
        return f"{_plain(significant(kilograms / 1000), 2)} t"
    return f"{_plain(significant(kilograms), 2)} kg"


def layout_in_words(layout: Layout) -> str:
    """The degrees of parallelism above 1 and what else sets a layout apart, `TP 4, PP 2, DP 64`."""
    degrees = (
        ("TP", layout.tensor_parallel),
        ("PP", layout.pipeline_parallel),
        ("VP", layout.virtual_pipeline),
        ("CP", layout.context_parallel),
        ("EP", layout.expert_parallel),
        ("DP", layout.data_parallel),
    )
    parts = [f"{name} {degree}" for name, degree in degrees if degree > 1]
    if layout.sharding is not Sharding.NONE:
        parts.append(f"ZeRO-{layout.sharding.value}")
    parts.append(f"micro-batch {layout.micro_batch}")
    if layout.recompute is not Recompute.NONE:
        parts.append(f"{layout.recompute.value} recompute")
    return ", ".join(parts)


def _plain(value: float, digits: int) -> str:
    """Without exponent, and without decimals beyond the significant digits."""
    if value == 0:
        return "0"
    return f"{value:,.{_decimals(value, digits)}f}"


def _decimals(value: float, digits: int) -> int:
    return 0 if value == 0 else max(0, digits - 1 - math.floor(math.log10(value)))
