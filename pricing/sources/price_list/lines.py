"""The lines of a file that is read piece by piece and never held whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pricing.sources.parsed import LayoutChanged

LONGEST_LINE_BYTES = 64 * 1024


def lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Lines with their ends, the last one perhaps without; at most a piece and a line are held.

    Raises:
        LayoutChanged: a line longer than any of the known files has.
    """
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line + b"\n"
        if len(rest) > LONGEST_LINE_BYTES:
            raise LayoutChanged(f"a line longer than {LONGEST_LINE_BYTES:,} bytes")
    if rest:
        yield rest
