"""One price somebody asked for capacity, with where and when it was read."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, max_length=500)]


def _no_truth(value: object) -> object:
    """Python counts `true` as 1: in a price it is a changed layout, not a dollar."""
    if isinstance(value, bool):
        raise ValueError("Input should be a number, not a truth value")
    return value


Usd = Annotated[float, Field(gt=0, lt=1_000_000, allow_inf_nan=False), BeforeValidator(_no_truth)]


class PurchaseOption(StrEnum):
    """How the capacity is bought. Never one in place of another."""

    ON_DEMAND = "on_demand"
    SPOT = "spot"
    CAPACITY_BLOCK = "capacity_block"
    SAVINGS_PLAN_1Y = "savings_plan_1y"
    SAVINGS_PLAN_3Y = "savings_plan_3y"
    RESERVED_1Y = "reserved_1y"
    RESERVED_3Y = "reserved_3y"
    CONTRACT = "contract"


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
        zone: the provider's identifier of the zone, where the price is of one zone; else empty.
        accelerator: the source's name of the accelerator, e.g. `H100`; empty where it says none.
        accelerators: how many an instance has; unknown where the source does not say.
        payment: how a term is paid, e.g. `no_upfront`; empty where there is no term.
        valid_from: the day the price began to hold, where the source says.
        fetched_at: when it was read (UTC); unknown for what came with the project.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: Text
    region: Text
    instance_type: Text
    purchase_option: PurchaseOption
    usd_per_hour: Usd
    as_of: date
    source: Text
    evidence: Text
    note: str = ""
    zone: str = Field(default="", max_length=100)
    accelerator: str = Field(default="", max_length=100)
    accelerators: int | None = Field(default=None, ge=1, le=1024)
    payment: str = Field(default="", max_length=40)
    valid_from: date | None = None
    fetched_at: AwareDatetime | None = None

    @property
    def key(self) -> tuple[str, str, str, PurchaseOption, str, str]:
        """What the price is a price of: two quotes with one key answer the same question."""
        return (
            self.provider,
            self.region,
            self.instance_type,
            self.purchase_option,
            self.zone,
            self.payment,
        )
