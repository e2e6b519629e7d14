"""Quantities known by a value and the ends of what is published: asymmetric log-normals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from model.data_files import rows
from model.own_prices import OWN_SOURCE
from model.price import Price
from model.purchase_option import PurchaseOption
from model.uncertainty import HIGH

Values = npt.NDArray[np.float64]
Z80 = NormalDist().inv_cdf(HIGH)
OWNING_SOURCE = "Ranges of the terms of owning that count as published"


@dataclass(frozen=True, slots=True)
class Spread:
    """A quantity whose published range is taken as its central 80 %.

    Attributes:
        low: a tenth of the probability lies below it.
        value: the median.
        high: a tenth of the probability lies above it.
    """

    low: float
    value: float
    high: float

    def at(self, scores: Values) -> Values:
        """The quantity at standard normal scores: log-linear on both sides of the median.

        A quantity that may be zero is linear in the score instead, and never below zero.
        """
        below, above = np.minimum(scores, 0.0) / Z80, np.maximum(scores, 0.0) / Z80
        if self.low <= 0:
            moved = below * (self.value - self.low) + above * (self.high - self.value)
            return np.maximum(self.value + moved, 0.0)
        down, up = math.log(self.value / self.low), math.log(self.high / self.value)
        return np.asarray(self.value * np.exp(below * down + above * up))


@dataclass(frozen=True, slots=True)
class PriceMove:
    """By how much a kind of price has moved within about a year, as factors, and where from."""

    factor: Spread
    source: str
    as_of: str
    notes: str


@cache
def _price_moves() -> dict[str, PriceMove]:
    return {
        row["purchase_option"]: PriceMove(
            Spread(float(row["low"]), 1.0, float(row["high"])),
            row["source"],
            row["as_of"],
            row["notes"],
        )
        for row in rows("price_moves.csv")
    }


def price_move(price: Price) -> PriceMove | None:
    """By how much a price may move until the capacity is bought; None for the user's own price."""
    if price.source == OWN_SOURCE:
        return None
    known = _price_moves().get(price.purchase_option)
    if known is None or price.purchase_option != PurchaseOption.OWNED:
        return known
    if price.low_factor == price.high_factor:
        return None
    factor = Spread(price.low_factor, 1.0, price.high_factor)
    return PriceMove(factor, OWNING_SOURCE, price.as_of.isoformat(), price.evidence)
