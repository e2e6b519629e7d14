"""What one line of a log says of one step, or of the steps since the line before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Quantity(StrEnum):
    """What a log prints."""

    STEP_SECONDS = "seconds per step"
    TOKENS_PER_ACCELERATOR = "tokens per second and accelerator"
    TOKENS = "tokens per second of the whole cluster"


@dataclass(frozen=True, slots=True)
class Reading:
    """One measurement.

    Attributes:
        value: in the unit of its quantity, above zero.
        step: number of the step, if the line has it.
        batch_seqs: sequences of the step, if the line has it.
    """

    value: float
    step: int | None = None
    batch_seqs: int | None = None


@dataclass(frozen=True, slots=True)
class Readings:
    """Everything that a format finds in a log.

    Attributes:
        format: name of the software that writes so.
        quantity: what the values are.
        readings: in the order of the log.
    """

    format: str
    quantity: Quantity
    readings: tuple[Reading, ...]
