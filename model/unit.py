"""What the answer is counted in."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """What a run is measured in; one choice for the sentence, the charts and the table."""

    USD = "usd"
    USD_PER_MTOKEN = "usd_per_mtoken"
    USD_PER_ZFLOP = "usd_per_zflop"
    USD_PER_PFLOP_DAY = "usd_per_pflop_day"
    KWH = "kwh"
    KG_CO2E = "kg_co2e"

    @property
    def of_money(self) -> bool:
        """Whether it counts dollars; otherwise it counts electricity or emissions."""
        return self not in (Unit.KWH, Unit.KG_CO2E)
