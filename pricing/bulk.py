"""Building many lasting objects at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def many_objects() -> Iterator[None]:
    """Keep Python's cyclic collector from going over thousands of new objects again and again.

    None of them is garbage, yet each collection costs more than the last: half of the time it takes
    to read a large catalog.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
