"""Much text in little room of an address: deflated, with a checksum, in URL-safe base64.

Nothing of it is believed before the checksum is right, and never more is unpacked than allowed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib

CHECKSUM_BYTES = 6
_SHAPE = re.compile(r"[A-Za-z0-9_-]+")


class DamagedError(ValueError):
    """The text is not what was packed."""


def packed(content: bytes) -> str:
    """Printable ASCII that `unpacked` reads exactly this content from."""
    deflated = zlib.compress(content, level=9)
    return base64.urlsafe_b64encode(_checksum(deflated) + deflated).decode("ascii").rstrip("=")


def unpacked(text: str, most_bytes: int) -> bytes:
    """The content that was packed.

    Raises:
        DamagedError: the text was changed or cut short.
        ValueError: there is more in it than `most_bytes`.
    """
    if not _SHAPE.fullmatch(text):
        raise DamagedError("holds characters that do not belong there")
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise DamagedError("is cut short") from None
    checksum, deflated = content[:CHECKSUM_BYTES], content[CHECKSUM_BYTES:]
    if _checksum(deflated) != checksum:
        raise DamagedError("was changed or cut short on the way: the checksum is wrong")
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(deflated, most_bytes)
    except zlib.error:
        raise DamagedError("was not packed by this app") from None
    if stream.unconsumed_tail or not stream.eof:
        raise ValueError(f"holds more than {most_bytes:,} bytes")
    return found


def _checksum(deflated: bytes) -> bytes:
    return hashlib.sha256(deflated).digest()[:CHECKSUM_BYTES]
