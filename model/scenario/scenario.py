"""The one immutable scenario type: the form fills it, the link carries it, the model takes it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from model.anchor import read_anchor
from model.architecture import Architecture, presets
from model.hardware import instances as known_instances
from model.purchase_option import PurchaseOption
from model.regions import ANY_REGION, regions
from model.scenario.break_even_inputs import BreakEvenInputs
from model.scenario.budget_inputs import BudgetInputs
from model.scenario.claims_inputs import ClaimsInputs
from model.scenario.compare_inputs import CompareInputs
from model.scenario.custom_architecture import CustomArchitecture
from model.scenario.ownership_inputs import OwnershipInputs, can_be_owned
from model.scenario.prices_inputs import PricesInputs
from model.scenario.purchase_inputs import PurchaseInputs
from model.scenario.run_log_inputs import RunLogInputs
from model.scenario.validation_inputs import ValidationInputs
from model.workload import Maturity, Precision, Task, Workload

CUSTOM_MODEL = "custom"
MAX_PLATFORMS = 12

Count = Annotated[int, Field(strict=True)]


class Scenario(
    CompareInputs,
    PricesInputs,
    BreakEvenInputs,
    BudgetInputs,
    ClaimsInputs,
    PurchaseInputs,
    OwnershipInputs,
    ValidationInputs,
    RunLogInputs,
):
    """What is trained, where, and how the capacity is bought.

    Either `deadline_days` (each platform gets the cheapest cluster expected to meet it) or
    `instances` (the same number of instances on each platform) is set, never both.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(title="Model", description="A preset's id, or `custom`.")
    architecture: CustomArchitecture | None = Field(
        default=None, title="Own architecture", description="Set exactly when `model` is `custom`."
    )
    task: Task = Field(title="Task")
    tokens: Count = Field(ge=10**6, le=10**15, title="Training tokens")
    seq_len: Count = Field(ge=128, le=1_048_576, title="Sequence length [tokens]")
    global_batch_seqs: Count = Field(ge=1, le=1_000_000, title="Global batch [sequences]")
    precision: Precision = Field(title="Precision")
    platforms: tuple[str, ...] = Field(min_length=1, max_length=MAX_PLATFORMS, title="Platforms")
    region: str = Field(title="Region")
    purchase_option: PurchaseOption = Field(title="Purchase option")
    deadline_days: Count | None = Field(default=None, ge=1, le=365, title="Deadline [days]")
    instances: Count | None = Field(default=None, ge=1, le=10_000, title="Instances per platform")
    maturity: Maturity = Field(title="Maturity")
    spare_percent: Count = Field(ge=0, le=50, title="Spare instances [%]")
    experiments_percent: Count = Field(ge=0, le=1_000, title="Experiments around the run [%]")

    @field_validator("model")
    @classmethod
    def _known_model(cls, value: str) -> str:
        if value != CUSTOM_MODEL and value not in presets():
            raise ValueError("no such model; a preset's id or 'custom' is needed")
        return value

    @field_validator("platforms")
    @classmethod
    def _known_platforms(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [p for p in value if p not in known_instances()]
        if unknown:
            raise ValueError(f"no such instance type: {', '.join(unknown)}")
        if len(set(value)) != len(value):
            raise ValueError("each platform may be named once")
        return value

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str) -> str:
        if value != ANY_REGION and value not in regions():
            raise ValueError("no such region")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.model == CUSTOM_MODEL) != (self.architecture is not None):
            raise ValueError("an own architecture goes with model=custom, and only with it")
        if (self.deadline_days is None) == (self.instances is None):
            raise ValueError("give either deadline_days or instances")
        return self

    def changed(self, **changes: Any) -> Scenario:
        """This scenario with some fields replaced, validated again.

        Raises:
            pydantic.ValidationError: the result is not a valid scenario.
        """
        return Scenario.model_validate({**self.__dict__, **changes})

    def bought_as(self, instance_type: str) -> PurchaseOption:
        """How a platform is bought: as chosen, but rented where it cannot be owned."""
        if self.purchase_option is PurchaseOption.OWNED and not can_be_owned(instance_type):
            return self.rented_option
        return self.purchase_option

    def resolved_architecture(self) -> Architecture:
        """The architecture to train, from the preset or the user's own dimensions.

        Fine-tuning leaves out the layers that predict tokens beyond the next one.

        Raises:
            ValueError: own dimensions that do not go together.
        """
        if self.architecture is not None:
            return self.architecture.to_architecture()
        found = presets()[self.model].architecture
        return found if self.task is Task.PRETRAIN else replace(found, mtp_depth=0)

    def workload(self) -> Workload:
        """The work of one optimizer step.

        Raises:
            ValueError: own dimensions that do not go together.
        """
        return Workload(
            architecture=self.resolved_architecture(),
            task=self.task,
            precision=self.precision,
            seq_len=self.seq_len,
            global_batch_seqs=self.global_batch_seqs,
            anchors=tuple(read_anchor(text) for text in self.anchors),
        )


@cache
def _versions() -> dict[str, Any]:
    path = Path(__file__).with_name("defaults.json")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def current_version() -> int:
    """The link version this program writes."""
    return int(_versions()["current"])


def supported_versions() -> frozenset[int]:
    """The link versions this program reads."""
    return frozenset(int(v) for v in _versions()["versions"])


@cache
def default_scenario(version: int | None = None) -> Scenario:
    """The scenario somebody starts with, as frozen in a link version (the current one if None)."""
    return Scenario.model_validate_json(json.dumps(_of(version)["scenario"]))


@cache
def default_custom_architecture(version: int | None = None) -> CustomArchitecture:
    """The dimensions an own architecture starts from, as frozen in a link version."""
    return CustomArchitecture.model_validate(_of(version)["custom_architecture"])


def default_sizes(version: int | None = None) -> tuple[int, int]:
    """Deadline [days] and cluster size [instances] a form starts with where neither is set."""
    sizes = _of(version)["sizes"]
    return int(sizes["deadline_days"]), int(sizes["instances"])


def _of(version: int | None) -> dict[str, Any]:
    chosen: dict[str, Any] = _versions()["versions"][str(version or current_version())]
    return chosen
