"""One fact that an answer rests on."""

from __future__ import annotations

from dataclasses import dataclass

GROUPS = ("Prices", "Owned hardware", "Efficiency", "Chips", "Instances", "Defaults of the run")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in the answer.

    Attributes:
        group: one of `GROUPS`.
        name: what it is.
        value: its value with its unit, in words.
        evidence_class: measured, vendor, assumed or yours.
        source: where it comes from.
        as_of: when it was published, or read there.
        share: its part of the variance of the answer; None where the answer does not depend on it
            or the part is counted elsewhere.
    """

    group: str
    name: str
    value: str
    evidence_class: str
    source: str
    as_of: str
    share: float | None
