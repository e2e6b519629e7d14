"""Bytes before any format is looked at: compressed answers."""

from __future__ import annotations

import gzip

from pricing.fetch.body import unpacked, unpacked_pieces
from pricing.fetch.errors import BodyRefused
from tests.fuzz.target import Shape, Target

LIMIT = 100_000
_PLAIN = b"InstanceType,Price\np5.48xlarge,55.04\n" * 20
_SEEDS = (gzip.compress(_PLAIN), gzip.compress(_PLAIN) * 2, gzip.compress(b"0" * 200_000), _PLAIN)


def read_body(data: bytes) -> None:
    """An answer's body, whole and in pieces: both ways the same bytes."""
    pieces = unpacked_pieces([data[:1], data[1:50], data[50:]], LIMIT)
    try:
        streamed = b"".join(pieces)
    except BodyRefused:
        streamed = None
    try:
        whole = unpacked(data, LIMIT)
    except BodyRefused:
        whole = None
    assert whole == streamed
    assert whole is None or len(whole) <= max(LIMIT, len(data))


TARGETS = (Target("gzip_body", read_body, _SEEDS, Shape.BYTES),)
