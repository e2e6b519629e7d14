"""What one line of a log says of one step, or of the steps since the line before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Quantity(StrEnum):
    """What a log prints."""

    STEP_SECONDS = "seconds per step"
    TOKENS_PER_ACCELERATOR = "tokens per second and accelerator"
    TOKENS_PER_RANK = "tokens per second and rank"
    SEQUENCES = "sequences per second of the whole cluster"
    TOKENS = "tokens per second of the whole cluster"


# No step takes longer or shorter, no cluster reads more: what is beyond is no measurement.
SMALLEST, LARGEST = 1e-9, 1e15


def is_measurement(value: float) -> bool:
    """Whether a number can be a step time or a throughput; infinity and zero cannot."""
    return SMALLEST <= value <= LARGEST


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
