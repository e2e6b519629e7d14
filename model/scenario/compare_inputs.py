"""The part of a scenario that says what is stored, and what the answer is counted in."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from model.unit import Unit


class CompareInputs(BaseModel):
    """What Compare asks for beside the run itself."""

    model_config = ConfigDict(frozen=True)

    unit: Unit = Field(title="Unit", description="What costs are counted in on every page.")
    checkpoints_kept: Annotated[int, Field(strict=True)] = Field(
        ge=0, le=10_000, title="Checkpoints kept"
    )
