"""Reading an answer's bytes: no more than a limit, in no more than a time, whole."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Protocol

from pricing.fetch.errors import BodyRefused, TemporaryFailure

GZIP_MAGIC = b"\x1f\x8b"
PIECE_BYTES = 64 * 1024
UNPACKED_BYTES = 1024 * 1024
AS_GZIP = 31  # zlib's window bits for a gzip header and trailer


class Stream(Protocol):
    """What hands out an answer's bytes, such as urllib3's response."""

    def read1(self, amt: int, decode_content: bool) -> bytes:
        """At most `amt` bytes as soon as there are any; none at the end."""


def bounded_pieces(
    stream: Stream, limit_bytes: int, limit_s: float, clock: Callable[[], float]
) -> Iterator[bytes]:
    """The bytes of an answer as sent, piece by piece.

    A read-time-out bounds the wait for the next byte, not for all of them: a source that sends one
    byte every few seconds would hold the refresh for days. So the whole has a limit of its own.

    Args:
        stream: where the bytes come from.
        limit_bytes: largest answer to accept [B].
        limit_s: longest time to read it in [s].
        clock: a monotonic clock [s].

    Raises:
        BodyRefused: more than `limit_bytes`.
        TemporaryFailure: not there in `limit_s`.
    """
    size, started = 0, clock()
    while piece := stream.read1(PIECE_BYTES, decode_content=False):
        size += len(piece)
        if size > limit_bytes:
            raise BodyRefused(f"the answer is larger than {limit_bytes:,} bytes")
        if clock() - started > limit_s:
            raise TemporaryFailure(f"the answer was not there after {limit_s:.0f} s")
        yield piece


def read_bounded(
    stream: Stream, limit_bytes: int, limit_s: float, clock: Callable[[], float]
) -> bytes:
    """The bytes of an answer as sent, within the limits of `bounded_pieces`."""
    return b"".join(bounded_pieces(stream, limit_bytes, limit_s, clock))


def unpacked_pieces(pieces: Iterable[bytes], limit_bytes: int) -> Iterator[bytes]:
    """The body piece by piece, decompressed when its first bytes say gzip; never held whole.

    Args:
        pieces: bytes as sent.
        limit_bytes: largest unpacked size to accept [B].

    Raises:
        BodyRefused: larger than the limit, cut short, or damaged.
    """
    waiting = iter(pieces)
    first = b""
    while len(first) < len(GZIP_MAGIC) and (piece := next(waiting, b"")):
        first += piece
    if not first.startswith(GZIP_MAGIC):
        yield first
        yield from waiting
        return
    size = 0
    unpacker = zlib.decompressobj(AS_GZIP)
    for sent in chain([first], waiting):
        while sent:
            if unpacker.eof:  # a gzip file may have several members
                unpacker = zlib.decompressobj(AS_GZIP)
            try:
                plain = unpacker.decompress(sent, UNPACKED_BYTES)
            except zlib.error as error:
                raise BodyRefused(f"the compressed answer is damaged: {error}") from error
            size += len(plain)
            if size > limit_bytes:
                raise BodyRefused(f"the answer unpacks to more than {limit_bytes:,} bytes")
            if plain:
                yield plain
            sent = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if not unpacker.eof:
        raise BodyRefused("the compressed answer is cut short")


def unpacked(body: bytes, limit_bytes: int) -> bytes:
    """The body, decompressed when its first bytes say gzip whatever the header says.

    Args:
        body: bytes as sent; AWS's price page sends gzip without the header that announces it.
        limit_bytes: largest unpacked size to accept [B].

    Raises:
        BodyRefused: larger than the limit, cut short, or damaged.
    """
    if not body.startswith(GZIP_MAGIC):
        return body
    plain, rest = b"", body
    while rest:  # a gzip file may have several members
        unpacker = zlib.decompressobj(AS_GZIP)
        try:
            plain += unpacker.decompress(rest, limit_bytes - len(plain) + 1)
        except zlib.error as error:
            raise BodyRefused(f"the compressed answer is damaged: {error}") from error
        if len(plain) > limit_bytes:
            raise BodyRefused(f"the answer unpacks to more than {limit_bytes:,} bytes")
        if not unpacker.eof:
            raise BodyRefused("the compressed answer is cut short")
        rest = unpacker.unused_data
    return plain
