"""Files that hold what was looked at and found good; `UPDATE_GOLDEN=1` writes them anew."""

import os
from pathlib import Path


def same(path: Path, text: str) -> None:
    """Whether a text is what the file holds, line by line."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    held = path.read_bytes().decode("utf-8")
    assert text.splitlines() == held.splitlines(), (
        f"{path.name} differs. If the new text is right, write it with UPDATE_GOLDEN=1 pytest ..., "
        "and read the difference before it is committed."
    )
