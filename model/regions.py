"""The regions a platform can be bought in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from model.data_files import rows

ANY_REGION = "any"
# Where hardware of the user's own stands.
OWN_SITE = "your data centre"


@dataclass(frozen=True, slots=True)
class Region:
    """One region or local zone of a provider.

    Attributes:
        id: the provider's own code, e.g. `us-east-2`.
        provider: who runs it.
        name: what its price pages call it.
        restricted: sold only to some customers (GovCloud), so never picked on its own.
        source: where the row comes from.
        retrieved: when it was read.
    """

    id: str
    provider: str
    name: str
    restricted: bool
    source: str
    retrieved: str


@cache
def regions() -> Mapping[str, Region]:
    """All known regions by id."""
    found = (
        Region(
            row["id"],
            row["provider"],
            row["name"],
            row["restricted"] == "true",
            row["source"],
            row["retrieved"],
        )
        for row in rows("regions.csv")
    )
    return MappingProxyType({item.id: item for item in found})
