"""The part of a scenario that holds what the user's own step logs showed."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from model.anchor import read_anchor
from model.hardware import instances

MOST_ANCHORS = 3


def _is_anchor(text: str) -> str:
    if read_anchor(text).instance_type not in instances():
        raise ValueError(f"no such instance type: {text.split(':')[0]}")
    return text


class RunLogInputs(BaseModel):
    """What was measured on the user's own platforms; it holds on every page."""

    model_config = ConfigDict(frozen=True)

    anchors: tuple[Annotated[str, AfterValidator(_is_anchor)], ...] = Field(
        max_length=MOST_ANCHORS, title="Your measured platforms"
    )

    @model_validator(mode="after")
    def _one_a_platform(self) -> Self:
        named = [text.split(":")[0] for text in self.anchors]
        if len(set(named)) < len(named):
            raise ValueError("one measurement for each platform")
        return self
