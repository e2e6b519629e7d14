"""Electricity and carbon of a run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from model.data_files import rows
from model.hardware import Accelerator, Family
from model.run_defaults import default_log_sigma, run_defaults

# What a published rated power does not tell of the power drawn.
UNCERTAIN = (
    "server_power_over_chip_power",
    "average_power_over_rated",
    "power_usage_effectiveness",
)
# Of Trainium not even the rated power is published.
UNPUBLISHED = "power_over_outside_estimate"


@dataclass(frozen=True, slots=True)
class Energy:
    """Electricity of a run and what it emits.

    Attributes:
        kwh: at the meter of the data centre [kWh].
        log_sigma: standard deviation of the logarithm of the mean power.
        kg_co2e: location-based emissions [kg]; None where the region's grid is not published.
    """

    kwh: float
    log_sigma: float
    kg_co2e: float | None


@cache
def grid_g_co2e_per_kwh() -> Mapping[str, float]:
    """Location-based carbon intensity of the grid by region [g/kWh]."""
    return MappingProxyType(
        {row["region"]: float(row["g_co2e_per_kwh"]) for row in rows("grid_carbon.csv")}
    )


def rated_kw(accelerator: Accelerator) -> float | None:
    """Rated power of a chip with its share of the server [kW]; None where it is not published."""
    if accelerator.tdp_w is None:
        return None
    return accelerator.tdp_w / 1000 * run_defaults()["server_power_over_chip_power"].value


def mean_kw(accelerator: Accelerator) -> float | None:
    """Mean power of a chip that trains, with its share of the server [kW], before PUE."""
    rated = rated_kw(accelerator)
    return None if rated is None else rated * run_defaults()["average_power_over_rated"].value


def run_energy(
    accelerator: Accelerator,
    accelerators: int,
    hours: float,
    region: str,
    pue: float | None = None,
) -> Energy | None:
    """Electricity and carbon of a cluster that trains for some time.

    Args:
        accelerator: the chip, with its rated power.
        accelerators: chips in the cluster.
        hours: wall-clock time [h].
        region: where it runs.
        pue: power usage effectiveness of the data centre; that of the cloud's if None.

    Returns:
        The energy, or None where the chip's power is not published.

    Source: Cottier et al. 2024 (arXiv 2405.21015), appendix on energy: chip power times a server
    factor, 0.75 of that on average, times the data centre's PUE.
    """
    power = mean_kw(accelerator)
    if power is None:
        return None
    effectiveness = run_defaults()["power_usage_effectiveness"].value if pue is None else pue
    kwh = power * accelerators * hours * effectiveness
    estimated = accelerator.family is Family.TRAINIUM
    names = (*UNCERTAIN, UNPUBLISHED) if estimated else UNCERTAIN
    sigma = math.hypot(*(default_log_sigma(name) for name in names))
    intensity = grid_g_co2e_per_kwh().get(region)
    return Energy(kwh, sigma, None if intensity is None else kwh * intensity / 1000)
