"""Constants of the step formulas that no fit moves, from `model/data/step_constants.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

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


ADAPTER_HIDDEN = constant("adapter_hidden")


def expert_load_spread() -> float:
    """Standard deviation of the experts' loads over their mean, from `run_defaults.csv`."""
    return run_defaults()["expert_load_spread"].value


def adapter_share(hidden: Any) -> Any:
    """Weights of LoRA adapters relative to those of a model of that width.

    A pair of rank r adds r (in + out) weights to in x out: the wider the model, the smaller the
    share. `run_defaults.csv` has it for the model that it was measured on.

    Source: LoRA (arXiv 2106.09685), section 4.1.
    """
    return run_defaults()["adapter_parameter_share"].value * ADAPTER_HIDDEN / hidden
