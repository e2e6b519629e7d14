"""What a price is divided by, so that instances of different sizes compare."""

from __future__ import annotations

from enum import StrEnum

from model.hardware import Instance
from model.units import GIB
from model.workload import Precision

PETA = 1e15


class PriceUnit(StrEnum):
    """What US dollars are counted per."""

    INSTANCE_HOUR = "instance_hour"
    ACCELERATOR_HOUR = "accelerator_hour"
    PFLOP_HOUR = "pflop_hour"
    GIB_HOUR = "gib_hour"


def units_in(instance: Instance, unit: PriceUnit, precision: Precision) -> float | None:
    """How many units one instance-hour holds.

    Args:
        instance: the instance type.
        unit: `pflop_hour` counts dense peak PFLOP/s for an hour, `gib_hour` accelerator memory.
        precision: number format of the peak.

    Returns:
        The divisor of a price per instance-hour; None where the chip has no peak in that
        precision above its BF16 peak.
    """
    if unit is PriceUnit.INSTANCE_HOUR:
        return 1.0
    if unit is PriceUnit.ACCELERATOR_HOUR:
        return float(instance.accelerators)
    if unit is PriceUnit.GIB_HOUR:
        return instance.accelerators * instance.accelerator.hbm_bytes / GIB
    peak = instance.accelerator.peak_flops(precision)
    return None if peak is None else instance.accelerators * peak / PETA
