"""The regions a platform can be bought in."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

ANY_REGION = "any"


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
    path = Path(__file__).parent / "data" / "regions.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = [
            Region(**{**row, "restricted": row["restricted"] == "true"})
            for row in csv.DictReader(file)
        ]
    return MappingProxyType({row.id: row for row in rows})
