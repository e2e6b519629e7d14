"""The part of a scenario that says what the user pays where that is not the public price."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from model.hardware import instances
from model.price_unit import PriceUnit
from model.purchase_option import PurchaseOption
from model.regions import regions

# As many as leave a link short enough with everything else in it; a file holds any number.
MOST_DISCOUNTS, MOST_OWN_PRICES = 8, 12
_DISCOUNT = re.compile(r"([a-z]{2,12})(?:\.([a-z0-9-]{1,40}))?-([0-9]{1,2})")
_OWN_PRICE = re.compile(r"([A-Za-z0-9_.-]{2,40}):([a-z0-9_]{2,20}):([a-z0-9-]{2,40}):(.{1,12})")
_USD = re.compile(r"[0-9]{1,6}(\.[0-9]{1,5})?")


class Discount(BaseModel):
    """A negotiated share off the public price.

    Attributes:
        provider: whose prices, e.g. `aws`.
        family: instance family, e.g. `trn2`; empty for all of the provider.
        percent: how much less is paid [%].
    """

    model_config = ConfigDict(frozen=True)

    provider: str
    family: str
    percent: int


class OwnPrice(BaseModel):
    """What the user pays for one instance for one hour.

    Attributes:
        instance_type: the provider's own name of the type.
        purchase_option: under which terms.
        region: the provider's code of the region.
        usd_per_hour: US dollars per instance-hour.
    """

    model_config = ConfigDict(frozen=True)

    instance_type: str
    purchase_option: PurchaseOption
    region: str
    usd_per_hour: float

    @property
    def key(self) -> tuple[str, str, str]:
        """What is priced: type, option, region."""
        return (self.instance_type, str(self.purchase_option), self.region)


def read_discount(text: str) -> Discount:
    """A discount as a link writes it: `aws-10` (all of AWS) or `aws.trn2-25` (one family).

    Raises:
        ValueError: it is not written so, or names nobody who sells.
    """
    match = _DISCOUNT.fullmatch(text)
    if match is None:
        raise ValueError("a discount is written aws-10 or aws.trn2-25, in whole percent")
    provider, family, percent = match[1], match[2] or "", int(match[3])
    own = [i for i in instances().values() if i.provider == provider]
    if not own:
        raise ValueError(f"no such provider: {provider}")
    if family and all(i.instance_type.split(".")[0] != family for i in own):
        raise ValueError(f"{provider} has no instance family {family}")
    if percent == 0:
        raise ValueError("a discount needs to be between 1 and 99 percent")
    return Discount(provider=provider, family=family, percent=percent)


def read_own_price(text: str) -> OwnPrice:
    """An own price as a link writes it: `trn2.48xlarge:contract:us-east-2:21.5`.

    Raises:
        ValueError: it is not written so, or names an unknown type, option or region.
    """
    match = _OWN_PRICE.fullmatch(text)
    if match is None:
        raise ValueError("an own price is written type:option:region:USD per instance-hour")
    if match[1] not in instances():
        raise ValueError(f"no such instance type: {match[1]}")
    if match[2] not in set(PurchaseOption):
        raise ValueError(f"no such purchase option: {match[2]}")
    if match[2] == PurchaseOption.OWNED:
        raise ValueError("an hour of owned hardware follows from its purchase price: give that")
    if match[3] not in regions():
        raise ValueError(f"no such region: {match[3]}")
    if not _USD.fullmatch(match[4]) or float(match[4]) <= 0:
        raise ValueError("a price needs to be above 0 USD per instance-hour, as in 21.5")
    return OwnPrice(
        instance_type=match[1],
        purchase_option=PurchaseOption(match[2]),
        region=match[3],
        usd_per_hour=float(match[4]),
    )


def _is_discount(text: str) -> str:
    read_discount(text)
    return text


def _is_own_price(text: str) -> str:
    read_own_price(text)
    return text


class PricesInputs(BaseModel):
    """Inputs of the Prices page; discounts and own prices hold on every page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    price_unit: PriceUnit = Field(title="Price per")
    discounts: tuple[Annotated[str, AfterValidator(_is_discount)], ...] = Field(
        max_length=MOST_DISCOUNTS, title="Your discounts"
    )
    own_prices: tuple[Annotated[str, AfterValidator(_is_own_price)], ...] = Field(
        max_length=MOST_OWN_PRICES, title="Your own prices"
    )

    buy_type: str = Field(title="Instance type to buy")
    buy_instances: int = Field(ge=1, le=10_000, title="Instances to buy", strict=True)
    buy_days: int = Field(ge=1, le=1_100, title="Days to buy them for", strict=True)

    @field_validator("buy_type")
    @classmethod
    def _known_type(cls, value: str) -> str:
        if value not in instances():
            raise ValueError("no such instance type")
        return value

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        covered = [(d.provider, d.family) for d in map(read_discount, self.discounts)]
        if len(set(covered)) < len(covered):
            raise ValueError("one discount for each provider or instance family")
        priced = [text.rsplit(":", 1)[0] for text in self.own_prices]
        if len(set(priced)) < len(priced):
            raise ValueError("one own price for each type, option and region")
        return self
