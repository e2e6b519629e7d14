"""Much text in little room of an address: deflated, with a checksum, in URL-safe base64.

Nothing of it is believed before the checksum is right, and never more is unpacked than allowed.
It names its format: 1, which has no name, is deflated as it is; 2 with words that both sides know.
A format never changes once links were made in it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from functools import cache
from pathlib import Path

FORMAT = 2
CHECKSUM_BYTES = 6
_SHAPE = re.compile(r"(?:([1-9][0-9]{0,2})\.)?([A-Za-z0-9_-]+)")
_CHANGED = "was changed or cut short on the way: the checksum is wrong"
_RAW, _MOST_MEMORY = -zlib.MAX_WBITS, 9


class DamagedError(ValueError):
    """The text is not what was packed."""


def packed(content: bytes) -> str:
    """Printable ASCII that `unpacked` reads exactly this content from."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, _RAW, _MOST_MEMORY, zdict=_words())
    deflated = deflate.compress(content) + deflate.flush()
    return f"{FORMAT}.{_text(_checksum(deflated) + deflated)}"


def unpacked(text: str, most_bytes: int) -> bytes:
    """The content that was packed, in any format there ever was.

    Raises:
        DamagedError: the text was changed or cut short, or is of a later format.
        ValueError: there is more in it than `most_bytes`.
    """
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise DamagedError("is cut short or holds characters that do not belong there")
    number = int(shape[1] or 1)
    if not 1 <= number <= FORMAT:
        raise DamagedError(f"is of format {number}; this app reads formats 1 to {FORMAT}")
    content = _bytes(shape[2])
    checksum, deflated = content[:CHECKSUM_BYTES], content[CHECKSUM_BYTES:]
    if _checksum(deflated) != checksum:
        raise DamagedError(_CHANGED)
    stream = zlib.decompressobj(_RAW, _words()) if number > 1 else zlib.decompressobj()
    try:
        found = stream.decompress(deflated, most_bytes)
    except zlib.error:
        raise DamagedError("was not packed by this app") from None
    if stream.unconsumed_tail or not stream.eof:
        raise ValueError(f"holds more than {most_bytes:,} bytes")
    return found


@cache
def _words() -> bytes:
    """What links of format 2 say again and again; links refer to it by position."""
    lines = Path(__file__).with_name("packing_words.txt").read_text("ascii").splitlines()
    return "".join(lines).encode("ascii")


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise DamagedError(_CHANGED) from None
    # The last character has bits that no byte takes: it may not have been written so.
    if _text(content) != text:
        raise DamagedError(_CHANGED)
    return content


def _checksum(deflated: bytes) -> bytes:
    return hashlib.sha256(deflated).digest()[:CHECKSUM_BYTES]
