"""Which AWS instance types and regions are asked for: those that come with the project."""

from __future__ import annotations

from functools import cache

from pricing.history import bundled_history
from pricing.quote import PurchaseOption, Quote
from pricing.snapshot import snapshot_book
from pricing.sources.accelerated import ACCELERATED
from pricing.sources.aws_places import is_region, region_of


@cache
def accelerator_types() -> tuple[str, ...]:
    """AWS instance types with accelerators that any bundled price is of."""
    quotes = (*snapshot_book().quotes, *bundled_history()[0])
    return tuple(sorted({q.instance_type for q in quotes if _is_accelerated(q)}))


@cache
def processor_types() -> frozenset[str]:
    """AWS instance types without accelerators that any bundled price is of.

    Claims about inference compare them with accelerated ones: both prices have to be of one day.
    """
    quotes = snapshot_book().quotes
    return frozenset(
        q.instance_type for q in quotes if q.provider == "aws" and not _is_accelerated(q)
    )


def is_followed(instance_type: str) -> bool:
    """Whether prices of an AWS instance type are of use here."""
    return bool(ACCELERATED.match(instance_type)) or instance_type in processor_types()


@cache
def accelerator_regions() -> tuple[str, ...]:
    """AWS regions known to sell accelerated instances on demand."""
    return _regions(PurchaseOption.ON_DEMAND)


@cache
def spot_regions() -> tuple[str, ...]:
    """AWS regions known to sell accelerated instances as spot."""
    return _regions(PurchaseOption.SPOT, PurchaseOption.ON_DEMAND)


@cache
def capacity_block_places() -> tuple[tuple[str, str], ...]:
    """Instance type and region of every Capacity Block known to be sold.

    A local zone's are asked for in its region.
    """
    return tuple(
        sorted(
            {
                (q.instance_type, region_of(q.region))
                for q in snapshot_book().quotes
                if q.provider == "aws" and q.purchase_option is PurchaseOption.CAPACITY_BLOCK
            }
        )
    )


def _regions(*options: PurchaseOption) -> tuple[str, ...]:
    regions = {
        q.region
        for q in snapshot_book().quotes
        if _is_accelerated(q) and q.purchase_option in options
    }
    return tuple(sorted(filter(is_region, regions)))


def _is_accelerated(quote: Quote) -> bool:
    return quote.provider == "aws" and bool(ACCELERATED.match(quote.instance_type))
