"""Numbers in words, rounded to what is known."""

from __future__ import annotations

import math

from model.layout import Layout, Recompute, Sharding
from model.uncertainty import Interval

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
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
    return f"{sign}${_plain(size, digits)}"


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
    """A large count, e.g. `15T` or `1.5B`."""
    for scale, letter in _SCALES:
        if value >= scale:
            return f"{value / scale:.3g}{letter}"
    return f"{value:g}"


def days_in_words(days: float) -> str:
    """Days with two significant digits, e.g. `88` or `3.4`."""
    return f"{significant(days):,.0f}" if days >= 10 else f"{significant(days):,.2g}"


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
    decimals = max(0, digits - 1 - math.floor(math.log10(value)))
    return f"{value:,.{decimals}f}"
