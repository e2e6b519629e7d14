"""Every target there is: a new one is written in `targets/` and added here."""

from __future__ import annotations

from tests.fuzz.target import Target
from tests.fuzz.targets import (
    account_sources,
    catalog_sources,
    links,
    price_list_sources,
    scenarios,
    seller_sources,
    uploads,
    wire,
)

TARGETS: tuple[Target, ...] = (
    *links.TARGETS,
    *scenarios.TARGETS,
    *uploads.TARGETS,
    *catalog_sources.TARGETS,
    *seller_sources.TARGETS,
    *price_list_sources.TARGETS,
    *account_sources.TARGETS,
    *wire.TARGETS,
)


def target_named(name: str) -> Target:
    """The target of a name."""
    return next(target for target in TARGETS if target.name == name)


def inputs_of(runs: int) -> dict[str, int]:
    """How many inputs each target gets so that all get at least `runs` together."""
    whole = sum(target.share for target in TARGETS)
    return {target.name: int(runs * target.share / whole) + 1 for target in TARGETS}
