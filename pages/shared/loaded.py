"""What is loaded once stays, so Python's collector need not look through it again and again.

Each time it does, every visitor waits: half of what it looks through is code and facts.
"""

from __future__ import annotations

import gc
from functools import lru_cache


@lru_cache(maxsize=1)
def stays() -> None:
    """Leave out of later collections what is there after the first page; only once."""
    gc.collect()
    gc.freeze()
