"""The part of a scenario that says which claim is looked at, and what is spent and served."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from model.claims.ledger import OWN_CLAIM, ledger
from model.hardware import Family, instances

Count = Annotated[int, Field(strict=True)]
# What a claim is held against where it names nothing: the cheapest NVIDIA platform chosen.
CHEAPEST = "cheapest"


class ClaimMeaning(StrEnum):
    """What the percentage of a claim of the user's own is of."""

    UNSTATED = "unstated"
    COST = "cost"
    WORK = "work"
    SPEED = "speed"


class ClaimsInputs(BaseModel):
    """Inputs of the Claims page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str = Field(max_length=40, title="Claim", description="An id of the ledger, or `own`.")
    claim_percent: Count = Field(ge=1, le=900, title="Percent claimed")
    claim_meaning: ClaimMeaning = Field(title="Percent of what")
    claim_against: str = Field(max_length=20, title="Held against")
    yearly_usd: Count = Field(ge=1_000, le=10**12, title="Your yearly spend [USD]")
    on_device: Count = Field(ge=0, le=100, title="Answered on the device [%]")
    own_servers: Count = Field(ge=0, le=100, title="Of the rest, on own servers [%]")
    daily_billion_tokens: Count = Field(ge=0, le=100_000, title="Tokens a day [billions]")
    server_model_billions: Count = Field(
        ge=1, le=5_000, title="Active parameters of the server model [billions]"
    )
    server_busy_percent: Count = Field(ge=1, le=100, title="Servers busy [% of the time]")

    @field_validator("claim")
    @classmethod
    def _known_claim(cls, value: str) -> str:
        if value != OWN_CLAIM and value not in ledger():
            raise ValueError("no such claim; an id of the ledger or 'own' is needed")
        return value

    @field_validator("claim_against")
    @classmethod
    def _known_baseline(cls, value: str) -> str:
        if value != CHEAPEST and value not in baselines():
            raise ValueError("no such NVIDIA chip; 'cheapest' takes the cheapest one chosen")
        return value


@cache
def baselines() -> Mapping[str, str]:
    """Instance type that stands for a chip a claim may be held against, by the chip's id."""
    found: dict[str, str] = {}
    for instance in instances().values():
        chip = instance.accelerator
        if chip.family == Family.NVIDIA and instance.provider == "aws":
            found.setdefault(chip.id, instance.instance_type)
    return MappingProxyType(found)
