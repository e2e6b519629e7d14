"""A chart of a memo: drawn elsewhere, set here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart on paper and on screens.

    Attributes:
        light: the picture on white, as SVG for a page and as PDF for a PDF.
        dark: the picture on black, as SVG; empty for a PDF.
        words: what it shows, for people who do not see it.
    """

    light: bytes
    words: str
    dark: bytes = b""
