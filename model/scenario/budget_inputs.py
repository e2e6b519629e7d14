"""The part of a scenario that says what is to be got out of a budget."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(strict=True)]


class BudgetGoal(StrEnum):
    """What a budget is spent on as much as it allows."""

    MOST_TOKENS = "most_tokens"
    LARGEST_MODEL = "largest_model"
    LOWEST_LOSS = "lowest_loss"


class TokenChoice(StrEnum):
    """How many tokens a model of free size is trained on."""

    RATIO = "ratio"
    COMPUTE_OPTIMAL = "compute_optimal"
    LIFETIME = "lifetime"


class BudgetInputs(BaseModel):
    """Inputs of the Budget page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    budget_usd: Count = Field(ge=100, le=10**12, title="Budget [USD]")
    budget_goal: BudgetGoal = Field(title="Get the most of")
    token_choice: TokenChoice = Field(title="Tokens for the lowest loss")
    tokens_per_parameter: Count = Field(ge=1, le=100_000, title="Tokens per parameter")
    served_billion_tokens: Count = Field(
        ge=0, le=10**9, title="Tokens served over the model's life [billions]"
    )
