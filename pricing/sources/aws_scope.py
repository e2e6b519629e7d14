"""Which AWS regions and instance types are asked about: those the bundled prices know."""

from __future__ import annotations

from pricing.quote import PurchaseOption, Quote
from pricing.snapshot import snapshot_book
from pricing.sources.aws_places import is_region, region_of


def accelerator_regions() -> tuple[str, ...]:
    """AWS regions known to sell accelerated instances on demand."""
    regions = {q.region for q in _aws() if q.purchase_option is PurchaseOption.ON_DEMAND}
    return tuple(sorted(filter(is_region, regions)))


def spot_regions() -> tuple[str, ...]:
    """AWS regions known to sell accelerated instances in any way, local zones by their region."""
    return tuple(sorted({region_of(q.region) for q in _aws()}))


def instance_types() -> tuple[str, ...]:
    """AWS's accelerated instance types with a known price."""
    return tuple(sorted({q.instance_type for q in _aws() if "." in q.instance_type}))


def block_types() -> dict[str, tuple[str, ...]]:
    """Instance types sold in Capacity Blocks, by region, those of local zones by their region."""
    found: dict[str, set[str]] = {}
    for q in _aws():
        if q.purchase_option is PurchaseOption.CAPACITY_BLOCK:
            found.setdefault(region_of(q.region), set()).add(q.instance_type)
    return {region: tuple(sorted(types)) for region, types in sorted(found.items())}


def _aws() -> list[Quote]:
    return [quote for quote in snapshot_book().quotes if quote.provider == "aws"]
