"""Dollars of the scenario's run in the unit of money it is counted in, in words."""

from __future__ import annotations

from model.comparison.amount import per_usd
from model.comparison.unit_words import UNIT_WORDS, in_words, range_in_words
from model.scenario import Scenario
from model.uncertainty import Interval
from model.unit import Unit


def money_unit(scenario: Scenario) -> Unit:
    """The scenario's unit where it counts money, else dollars for the whole run."""
    return scenario.unit if scenario.unit.of_money else Unit.USD


def money_in_words(usd: float, scenario: Scenario, digits: int = 3) -> str:
    """What so many dollars of the run are, e.g. `$30.1M` or `$2.01 per million tokens`.

    Args:
        usd: dollars of the whole run [USD].
        scenario: whose run and unit it is.
        digits: significant digits.
    """
    unit = money_unit(scenario)
    amount = usd * per_usd(scenario.changed(unit=unit))
    return f"{in_words(amount, unit, digits)}{UNIT_WORDS[unit].after}"


def money_range_in_words(usd: Interval, scenario: Scenario) -> str:
    """The same for a range, without what it is per: `$22M–$27M` or `$1.47–$1.80`."""
    unit = money_unit(scenario)
    factor = per_usd(scenario.changed(unit=unit))
    scaled = Interval(usd.low * factor, usd.median * factor, usd.high * factor)
    return range_in_words(scaled, unit)
