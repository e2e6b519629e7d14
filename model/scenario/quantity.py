"""Large counts as people write them: `15T` tokens, `300B`, `2.5M`."""

from __future__ import annotations

import re
from decimal import Decimal

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12, "Q": 10**15}
_PATTERN = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,15})?)\s*([KMBTQ]?)", re.IGNORECASE)


def parse_quantity(text: str) -> int:
    """The whole number behind `15T`, `1.5 B`, `2,000,000` or `300000000`.

    Raises:
        ValueError: not such a number, or not a whole one.
    """
    match = _PATTERN.fullmatch(text.strip().replace(",", "").replace("_", ""))
    if match is None:
        raise ValueError("needs a number such as 300B or 15T")
    value = Decimal(match[1]) * _UNITS[match[2].upper()]
    if value != value.to_integral_value():
        raise ValueError("needs a whole number of tokens")
    return int(value)


def format_quantity(value: int) -> str:
    """The shortest text that `parse_quantity` reads back as exactly `value`."""
    for unit in ("T", "B", "M", "K"):
        if value >= _UNITS[unit]:
            text = f"{Decimal(value) / _UNITS[unit]:f}"
            text = text.rstrip("0").rstrip(".") if "." in text else text
            return f"{text}{unit}" if len(text) < len(str(value)) else str(value)
    return str(value)
