"""Amounts of every unit in words, the same in sentences, charts and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from model.uncertainty import Interval
from model.unit import Unit
from model.wording import DASH, electricity, mass, usd


@dataclass(frozen=True, slots=True)
class UnitWords:
    """How a unit is spoken of.

    Attributes:
        short: on a switch.
        axis: title of an axis.
        axis_label: how an axis writes its numbers, as a Vega expression of `datum.value`.
        takes: what a run does, as in `is expected to {cost} $2`.
        least: what the better platform does, as in `H100 {costs less} than Trainium2`.
        after: what follows an amount once a sentence, such as ` per million tokens`.
        about: what it is, for a newcomer.
    """

    short: str
    axis: str
    axis_label: str
    takes: str
    least: str
    after: str
    about: str


_DOLLARS = (
    "abs(datum.value) >= 1e3 ? replace(replace(format(datum.value, '$~s'), 'G', 'B'), 'k', 'K')"
    " : format(datum.value, '$~r')"
)
_ENERGY = (
    "datum.value >= 1e6 ? format(datum.value / 1e6, ',~r') + ' GWh'"
    " : datum.value >= 1e3 ? format(datum.value / 1e3, ',~r') + ' MWh'"
    " : format(datum.value, ',~r') + ' kWh'"
)
_MASS = (
    "datum.value >= 1e3 ? format(datum.value / 1e3, ',~r') + ' t'"
    " : format(datum.value, ',~r') + ' kg'"
)
UNIT_WORDS: Mapping[Unit, UnitWords] = MappingProxyType(
    {
        Unit.USD: UnitWords(
            "Total $",
            "US dollars for the whole run",
            _DOLLARS,
            "cost",
            "costs less",
            "",
            "dollars for the whole run",
        ),
        Unit.USD_PER_MTOKEN: UnitWords(
            "$/M tokens",
            "US dollars per million tokens",
            _DOLLARS,
            "cost",
            "costs less",
            " per million tokens",
            "dollars per million training tokens",
        ),
        Unit.USD_PER_ZFLOP: UnitWords(
            "$/1e21 FLOP",
            "US dollars per 1e21 model FLOP",
            _DOLLARS,
            "cost",
            "costs less",
            " per 1e21 model FLOP",
            "dollars per 1e21 FLOP of the model's own arithmetic",
        ),
        Unit.USD_PER_PFLOP_DAY: UnitWords(
            "$/PFLOP-day",
            "US dollars per effective PFLOP-day",
            _DOLLARS,
            "cost",
            "costs less",
            " per effective PFLOP-day",
            "dollars per day of 1e15 FLOP/s of the model's own arithmetic",
        ),
        Unit.KWH: UnitWords(
            "kWh",
            "Electricity of the whole run",
            _ENERGY,
            "use",
            "uses less electricity",
            " of electricity",
            "electricity at the data centre's meter, from the chips' rated power",
        ),
        Unit.KG_CO2E: UnitWords(
            "kg CO2e",
            "CO2e of the whole run",
            _MASS,
            "emit",
            "emits less",
            " CO2e",
            "emissions of that electricity on the region's grid (location-based)",
        ),
    }
)


def in_words(value: float, unit: Unit, digits: int = 3) -> str:
    """An amount without its unit of reference: `$1.85`, `4.7 GWh`, `2,100 t`."""
    if unit is Unit.KWH:
        return electricity(value)
    return mass(value) if unit is Unit.KG_CO2E else usd(value, digits)


def range_in_words(interval: Interval, unit: Unit) -> str:
    """The central 80 % of an amount: `$18M–$30M`."""
    return f"{in_words(interval.low, unit, 2)}{DASH}{in_words(interval.high, unit, 2)}"
