"""The store as the commands see it: there, or not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pricing.store.address import store_address
from pricing.store.errors import StoreError
from pricing.store.store import Store, open_store


@contextmanager
def store_if_there() -> Iterator[Store | None]:
    """The store, without making one; `None` when there is none or it cannot be used.

    Why it cannot be used is said on the error output.
    """
    store = None
    try:
        address = store_address()
        if address.file is None or address.file.exists():
            store = open_store(address)
            say(*store.problems)
    except StoreError as error:
        say(f"{error}; the bundled prices are used")
    try:
        yield store
    finally:
        if store is not None:
            store.close()


def say(*problems: str) -> None:
    """Sentences on the error output."""
    for problem in problems:
        sys.stderr.write(f"{problem[:1].upper()}{problem[1:]}.\n")
