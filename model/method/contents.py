"""The whole method, in the order of the computation."""

from __future__ import annotations

from functools import cache

from model.method import certainty, owning, routing, step_time, whole_run, work
from model.method.section import Example, Section

SECTIONS: tuple[Section, ...] = (
    *work.SECTIONS,
    *step_time.SECTIONS,
    routing.ROUTING,
    *whole_run.SECTIONS,
    *owning.SECTIONS,
    *certainty.SECTIONS,
)


@cache
def examples() -> tuple[Example, ...]:
    """The worked example of each section, computed once."""
    return tuple(section.example() for section in SECTIONS)
