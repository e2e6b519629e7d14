"""How capacity is bought."""

from enum import StrEnum


class PurchaseOption(StrEnum):
    """How the capacity is bought. Never one in place of another."""

    ON_DEMAND = "on_demand"
    SPOT = "spot"
    CAPACITY_BLOCK = "capacity_block"
    SAVINGS_PLAN_1Y = "savings_plan_1y"
    SAVINGS_PLAN_3Y = "savings_plan_3y"
    RESERVED_1Y = "reserved_1y"
    RESERVED_3Y = "reserved_3y"
    CONTRACT = "contract"
    OWNED = "owned"


# What somebody sells by the hour; hardware of the user's own is the other way.
RENTED = tuple(option for option in PurchaseOption if option is not PurchaseOption.OWNED)
