"""How capacity is bought."""

from enum import StrEnum


class PurchaseOption(StrEnum):
    """How the capacity is bought. Never one in place of another."""

    ON_DEMAND = "on_demand"
    SPOT = "spot"
    CAPACITY_BLOCK = "capacity_block"
    RESERVED_1Y = "reserved_1y"
