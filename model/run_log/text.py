"""Text of a log as lines that are safe to search, whatever was uploaded."""

from __future__ import annotations

import re

MAX_BYTES = 2_000_000
MAX_LINES = 100_000
# A progress bar can rewrite a line for hours; what matters of a line stands within this.
MAX_LINE = 2_000
_ANSI = re.compile(r"\x1b(?:\[[0-9;?]{0,20}[ -/]{0,2}[@-~]|[@-Z\\-_])")
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def decoded(data: bytes) -> str:
    """The text of an uploaded file.

    Raises:
        ValueError: it is empty, too large, compressed or no text; the text says what to do.
    """
    if not data.strip():
        raise ValueError("The file is empty.")
    if len(data) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(data) / 1e6:.1f} MB; {MAX_BYTES / 1e6:.0f} MB are read at most. "
            "A few hundred steps are enough: cut it with tail or grep."
        )
    if data[:2] in (b"\x1f\x8b", b"PK"):
        raise ValueError("The file is compressed. Unpack it first.")
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\x00" in text:
        raise ValueError("The file is no text: it holds bytes that no log has.")
    return text


def lines(text: str) -> list[str]:
    """The lines of a log without colours and cursor movements, each cut to a bounded length.

    Raises:
        ValueError: there are too many characters or lines.
    """
    if len(text) > MAX_BYTES:
        raise ValueError(
            f"The text has {len(text) / 1e6:.1f} million characters; "
            f"{MAX_BYTES / 1e6:.0f} million are read at most. A few hundred steps are enough."
        )
    found = re.split(r"[\r\n]+", text)
    if len(found) > MAX_LINES:
        raise ValueError(
            f"The text has {len(found):,} lines; {MAX_LINES:,} are read at most. "
            "A few hundred steps are enough."
        )
    return [_ANSI.sub("", line[: 2 * MAX_LINE])[:MAX_LINE] for line in found if line.strip()]
