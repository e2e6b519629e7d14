"""Defaults of a run that the scenario does not ask for: failures, restarts, checkpoints."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from types import MappingProxyType

from model.data_files import rows


@dataclass(frozen=True, slots=True)
class RunDefault:
    """One default with its range and where it comes from.

    Attributes:
        name: what it is.
        value: the value used [unit].
        low: low end of what is published [unit].
        high: high end of what is published [unit].
        unit: unit of the three values.
        evidence_class: measured, vendor or assumed.
        source: where it is published.
        as_of: when it was read.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    evidence_class: str
    source: str
    as_of: str


@cache
def run_defaults() -> Mapping[str, RunDefault]:
    """All defaults by name."""
    return read_defaults("run_defaults.csv")


def read_defaults(file: str) -> Mapping[str, RunDefault]:
    """The defaults of a data file by name."""
    found = (
        RunDefault(
            row["name"],
            float(row["value"]),
            float(row["low"]),
            float(row["high"]),
            row["unit"],
            row["class"],
            row["source"],
            row["as_of"],
        )
        for row in rows(file)
    )
    return MappingProxyType({item.name: item for item in found})


def default_log_sigma(name: str) -> float:
    """How unsure a default is, as the standard deviation of its logarithm.

    Its published range is taken as the central 80 %.
    """
    row = run_defaults()[name]
    return math.log(row.high / row.low) / (2 * NormalDist().inv_cdf(0.9))
