"""The part of a scenario that says when a run starts and how surely it has to be done in time."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(strict=True)]


class PurchaseInputs(BaseModel):
    """Inputs of the Purchase plan page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: date | None = Field(
        default=None, title="Start", description="First day of the run; None counts from day 0."
    )
    sure_percent: Count = Field(ge=50, le=99, title="Sure to be done in time [%]")
    spot_limit: Count = Field(
        ge=0,
        le=10_000,
        title="Spot instances to count on",
        description="How many can be had at once is published nowhere.",
    )
    term_shared: bool = Field(title="Other work uses the rest of a commitment")
