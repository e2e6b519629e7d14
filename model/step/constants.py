"""Constants of the step formulas that no fit moves, from `model/data/step_constants.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from model.data_files import rows
from model.run_defaults import run_defaults


@cache
def _table() -> Mapping[str, float]:
    return MappingProxyType(
        {row["name"]: float(row["value"]) for row in rows("step_constants.csv")}
    )


def constant(name: str) -> float:
    """The constant of that name [unit of its row].

    Raises:
        KeyError: the file has no such row.
    """
    return _table()[name]


def expert_load_spread() -> float:
    """Standard deviation of the experts' loads over their mean, from `run_defaults.csv`."""
    return run_defaults()["expert_load_spread"].value


def adapter_share() -> float:
    """Weights of LoRA adapters relative to those of the model, from `run_defaults.csv`."""
    return run_defaults()["adapter_parameter_share"].value
