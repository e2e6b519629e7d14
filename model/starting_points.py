"""Scenarios to start from, each with where its numbers come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from model.data_files import rows
from model.scenario import Scenario
from model.scenario.link import decode_url


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """A scenario with a name.

    Attributes:
        id: short name, for a widget.
        name: what people read.
        scenario: what it sets.
        about: what it is and where its numbers come from, in words.
        source: where they are published.
        as_of: when they were read.
    """

    id: str
    name: str
    scenario: Scenario
    about: str
    source: str
    as_of: str


@cache
def starting_points() -> Mapping[str, StartingPoint]:
    """All starting points by id, in the order they are offered.

    Raises:
        ValueError: a link in the data file cannot be used as it stands.
    """
    found: dict[str, StartingPoint] = {}
    for row in rows("starting_points.csv"):
        decoded = decode_url(row["link"])
        if decoded.problems:
            raise ValueError(f"starting_points.csv: {row['id']}: {decoded.problems[0]}")
        found[row["id"]] = StartingPoint(
            row["id"], row["name"], decoded.scenario, row["about"], row["source"], row["as_of"]
        )
    return MappingProxyType(found)


def starting_point(scenario: Scenario) -> StartingPoint | None:
    """The starting point that a scenario is, whatever unit it is counted in; None if it is none."""
    for point in starting_points().values():
        if point.scenario.changed(unit=scenario.unit) == scenario:
            return point
    return None
