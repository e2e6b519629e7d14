"""What is fuzzed: one function of bytes, the refusals it may raise, and inputs to start from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Shape(StrEnum):
    """What an input looks like, so that a mutation can leave it looking so."""

    JSON = "json"
    LINES = "lines"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Target:
    """One reader of foreign input.

    Attributes:
        name: short and lasting; names its folder of found inputs.
        read: takes an input; also checks what must hold of the result.
        seeds: small inputs it accepts.
        shape: of the seeds.
        refusals: what it may raise; anything else is an error.
        words: further words of the format, beside those in the seeds.
        share: inputs it gets against the other targets; less where one takes long.
    """

    name: str
    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    shape: Shape
    refusals: tuple[type[Exception], ...] = ()
    words: tuple[bytes, ...] = ()
    share: float = field(default=1.0)

    def dictionary(self) -> tuple[bytes, ...]:
        """The words of the format: those of its seeds, and its own."""
        found = (word for seed in self.seeds for word in _WORD.findall(seed[:20_000]))
        return tuple(dict.fromkeys((*self.words, *found)))[:400]

    def refused(self, data: bytes) -> bool:
        """Read an input; whether it was refused as a bad one.

        Raises:
            Exception: an error that no caller of this reader expects.
        """
        try:
            self.read(data)
        except self.refusals:
            return True
        return False


_WORD = re.compile(rb"[A-Za-z0-9_.$/:-]{2,40}")
