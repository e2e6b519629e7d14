"""Who published a run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from model.data_files import rows

ID_LENGTH = 24


def publisher(source: str) -> str:
    """Who published a run: its source without releases, versions and dates."""
    name = re.sub(r"\(.*?\)", "", source)
    name = re.split(r",| v?\d|: | Table| README| benchmark| s\d", name)[0]
    return name.strip()


@cache
def publishers() -> Mapping[str, str]:
    """Everybody who published one of the runs, by a short id for links."""
    tables = ("training_runs.csv", "outside_runs.csv")
    names = {publisher(row["source"]) for table in tables for row in rows(table)}
    return MappingProxyType({_id(name): name for name in sorted(names, key=str.lower)})


def _id(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower())[:ID_LENGTH].strip("-")
