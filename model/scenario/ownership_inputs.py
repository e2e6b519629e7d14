"""The part of a scenario that says what hardware of the user's own costs."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from model.hardware import Family, instances
from model.purchase_option import PurchaseOption

Count = Annotated[int, Field(strict=True)]
MOST_SERVER_PRICES = 12
LEAST_SERVER_USD, MOST_SERVER_USD = 1_000, 99_999_999
_SERVER_PRICE = re.compile(r"([A-Za-z0-9_.-]{2,40}):([0-9]{1,8})")


def read_server_price(text: str) -> tuple[str, int]:
    """A purchase price as a link writes it: `p5.48xlarge:380000`, type and USD.

    Raises:
        ValueError: it is not written so, or names a type that cannot be bought.
    """
    match = _SERVER_PRICE.fullmatch(text)
    if match is None:
        raise ValueError("a purchase price is written type:USD, in whole dollars")
    if match[1] not in instances():
        raise ValueError(f"no such instance type: {match[1]}")
    if not can_be_owned(match[1]):
        raise ValueError("Trainium is only rented by AWS and cannot be bought")
    if not LEAST_SERVER_USD <= int(match[2]) <= MOST_SERVER_USD:
        raise ValueError(f"a purchase price needs to be {LEAST_SERVER_USD:,} USD at least")
    return match[1], int(match[2])


def can_be_owned(instance_type: str) -> bool:
    """Whether hardware like this type's is for sale: NVIDIA's is, Trainium is not."""
    found = instances().get(instance_type)
    return found is not None and found.accelerator.family == Family.NVIDIA


def _is_server_price(text: str) -> str:
    read_server_price(text)
    return text


class OwnershipInputs(BaseModel):
    """What counts where hardware is owned; None stands for the published default of the model."""

    model_config = ConfigDict(frozen=True)

    rented_option: PurchaseOption = Field(
        title="Trainium bought as",
        description="Where NVIDIA is owned: how Trainium, which is only rented, is bought.",
    )
    server_prices: tuple[Annotated[str, AfterValidator(_is_server_price)], ...] = Field(
        max_length=MOST_SERVER_PRICES,
        title="Purchase prices [USD per server]",
        description="A server of this type with its share of the network.",
    )
    service_years: Count | None = Field(default=None, ge=1, le=15, title="Years of use")
    owned_use_percent: Count | None = Field(default=None, ge=1, le=100, title="Hours in use [%]")
    electricity_usd_per_mwh: Count | None = Field(
        default=None, ge=0, le=2_000, title="Electricity [USD/MWh]"
    )
    pue_percent: Count | None = Field(default=None, ge=100, le=300, title="PUE [%]")
    hosting_usd_per_kw_month: Count | None = Field(
        default=None, ge=0, le=5_000, title="Hosting [USD/kW/month]"
    )
    upkeep_percent: Count | None = Field(
        default=None, ge=0, le=100, title="Upkeep [% of the price a year]"
    )

    @field_validator("rented_option")
    @classmethod
    def _only_rented(cls, value: PurchaseOption) -> PurchaseOption:
        if value is PurchaseOption.OWNED:
            raise ValueError("Trainium is only rented by AWS and cannot be bought")
        return value

    @model_validator(mode="after")
    def _one_price_a_type(self) -> Self:
        named = [text.split(":")[0] for text in self.server_prices]
        if len(set(named)) < len(named):
            raise ValueError("one purchase price for each instance type")
        return self
