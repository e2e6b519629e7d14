"""How often spot instances are taken back: a fact beside the prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Interruption:
    """How often spot instances of a type were interrupted in a region in the last month.

    Attributes:
        region: code of the region.
        instance_type: the instance type.
        label: AWS's range in words, e.g. `5-10%`.
        saving_percent: average saving against on-demand over the month [%].
        read_on: the day it was read; unknown for one that was not read from a store.
    """

    region: str
    instance_type: str
    label: str
    saving_percent: int
    read_on: date | None = field(default=None, compare=False)
