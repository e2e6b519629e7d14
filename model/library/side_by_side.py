"""Where scenarios differ, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.scenario import CustomArchitecture, Scenario
from model.scenario.link_text import to_text

MOST_SIDE_BY_SIDE = 6


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same in all scenarios.

    Attributes:
        title: what the field is called.
        values: its value in each scenario, as a link writes it; empty where it has none.
    """

    title: str
    values: tuple[str, ...]


def differences(scenarios: Sequence[Scenario]) -> tuple[Difference, ...]:
    """The fields in which these scenarios differ, in the order of the scenario."""
    found: list[Difference] = []
    for name, field in Scenario.model_fields.items():
        if name != "architecture":
            values = tuple(_text(name, getattr(s, name)) for s in scenarios)
            found.append(Difference(field.title or name, values))
    for name, field in CustomArchitecture.model_fields.items():
        own = [s.architecture for s in scenarios]
        values = tuple(_text(name, getattr(a, name)) if a else "" for a in own)
        found.append(Difference(field.title or name, values))
    return tuple(each for each in found if len(set(each.values)) > 1)


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, tuple) else to_text(name, value)
