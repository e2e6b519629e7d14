"""One section of the method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Symbol:
    """One letter of a formula: the letter in LaTeX, what it means, its unit."""

    letter: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """One formula worked out with numbers.

    Attributes:
        words: what is worked out, with the numbers that go in.
        by_formula: what the formula as written gives.
        by_code: what the code gives.
        unit: unit of both.
        tolerance: how far they may be apart, relative.
    """

    words: str
    by_formula: float
    by_code: float
    unit: str
    tolerance: float = 1e-9


@dataclass(frozen=True, slots=True)
class Section:
    """What the method does about one thing.

    Attributes:
        title: the thing.
        text: what is done and why, in Markdown.
        formulas: in LaTeX, in the order of the text.
        symbols: what their letters mean.
        papers: where they come from.
        code: the functions that compute them, by name where importing them takes long.
        example: works one of them out, with what the code gives beside it.
    """

    title: str
    text: str
    formulas: tuple[str, ...]
    symbols: tuple[Symbol, ...]
    papers: tuple[str, ...]
    code: tuple[Callable[..., Any] | str, ...]
    example: Callable[[], Example]

    @property
    def code_names(self) -> tuple[str, ...]:
        """Full names of those functions."""
        return tuple(
            c if isinstance(c, str) else f"{c.__module__}.{c.__qualname__}" for c in self.code
        )
