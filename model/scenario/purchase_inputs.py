"""The part of a scenario that says when a run starts and how surely it has to be done in time."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[date, Field(strict=True)]
# Days before and after a run still have a date.
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


class PurchaseInputs(BaseModel):
    """Inputs of the Purchase plan page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: Day | None = Field(
        default=None,
        ge=EARLIEST,
        le=LATEST,
        title="Start",
        description="First day of the run; None counts from day 0.",
    )
    sure_percent: Count = Field(ge=50, le=99, title="Sure to be done in time [%]")
    spot_limit: Count = Field(
        ge=0,
        le=10_000,
        title="Spot instances to count on",
        description="How many can be had at once is published nowhere.",
    )
    term_shared: Flag = Field(title="Other work uses the rest of a commitment")
