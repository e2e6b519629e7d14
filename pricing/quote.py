"""One price somebody asked for capacity, with where and when it was read."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, max_length=500)]


class PurchaseOption(StrEnum):
    """How the capacity is bought. Never one in place of another."""

    ON_DEMAND = "on_demand"
    SPOT = "spot"
    CAPACITY_BLOCK = "capacity_block"
    RESERVED_1Y = "reserved_1y"


class Quote(BaseModel):
    """A price for one instance for one hour.

    Attributes:
        provider: who sells it, e.g. `aws`.
        region: the provider's code of the region or local zone.
        instance_type: the provider's own name of the type.
        purchase_option: under which terms.
        usd_per_hour: US dollars per instance-hour, above zero (unknown is no quote, never zero).
        as_of: the day the price held at its source.
        source: short name of the source.
        evidence: where exactly it was read (address, file and revision).
        note: what a reader must know of this price.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: Text
    region: Text
    instance_type: Text
    purchase_option: PurchaseOption
    usd_per_hour: float = Field(gt=0, lt=1_000_000, allow_inf_nan=False)
    as_of: date
    source: Text
    evidence: Text
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str, PurchaseOption]:
        """What the price is a price of: two quotes with one key answer the same question."""
        return (self.provider, self.region, self.instance_type, self.purchase_option)
