"""The part of a scenario that says which published runs the Validation page shows."""

from __future__ import annotations

from collections.abc import Container
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator

from model.hardware import accelerators
from model.validation.left_out import LeftOut
from model.validation.publisher import publishers
from model.workload import Precision, Task

ALL = ""


class RunsBy(StrEnum):
    """What the table of errors has a row for."""

    CHIP = "chip"
    PUBLISHER = "publisher"
    PRECISION = "precision"
    TASK = "task"
    EVIDENCE = "evidence"
    PUBLISHED_AS = "published_as"


class ValidationInputs(BaseModel):
    """Filters of the Validation page; an empty one lets every run through."""

    model_config = ConfigDict(frozen=True)

    runs_chip: str = Field(title="Chip of the runs")
    runs_publisher: str = Field(title="Publisher of the runs")
    runs_precision: str = Field(title="Precision of the runs")
    runs_task: str = Field(title="Task of the runs")
    runs_find: str = Field(pattern=r"^[ -~]{0,40}$", title="Find a run")
    runs_by: RunsBy = Field(title="Errors by")
    runs_left_out: LeftOut = Field(title="Left out of the fit")

    @field_validator("runs_chip")
    @classmethod
    def _known_chip(cls, value: str) -> str:
        return _one_of(value, accelerators(), "chip")

    @field_validator("runs_publisher")
    @classmethod
    def _known_publisher(cls, value: str) -> str:
        return _one_of(value, publishers(), "publisher of runs")

    @field_validator("runs_precision")
    @classmethod
    def _known_precision(cls, value: str) -> str:
        return _one_of(value, list(Precision), "precision")

    @field_validator("runs_task")
    @classmethod
    def _known_task(cls, value: str) -> str:
        return _one_of(value, list(Task), "task")


def _one_of(value: str, known: Container[str], what: str) -> str:
    if value != ALL and value not in known:
        raise ValueError(f"no such {what}")
    return value
