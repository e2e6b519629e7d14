"""The part of a scenario that says what a move to Trainium costs and how often it is used."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(strict=True)]


class BreakEvenInputs(BaseModel):
    """Inputs of the Break-even page; None stands for the published default of the model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    porting_weeks: Count | None = Field(
        default=None, ge=0, le=10_000, title="Porting work [engineer-weeks]"
    )
    engineer_usd_per_week: Count | None = Field(
        default=None, ge=0, le=100_000, title="Engineer [USD/week]"
    )
    delay_weeks: Count | None = Field(default=None, ge=0, le=520, title="Delay by porting [weeks]")
    delay_usd_per_week: Count = Field(
        ge=0, le=1_000_000_000, title="What a week of delay costs [USD]"
    )
    planned_runs: Count = Field(ge=1, le=10_000, title="Runs of this kind planned")
