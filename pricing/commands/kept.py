"""The store as the commands see it: there, or not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from pricing.store.address import store_address
from pricing.store.errors import StoreCorrupt, StoreError
from pricing.store.store import Store, open_store, replace_damaged

T = TypeVar("T")


def from_store(use: Callable[[Store], T]) -> T | None:
    """What `use` makes of the store; `None` when there is none or it cannot be used.

    None is made. Why it cannot be used is said on the error output.
    """
    try:
        address = store_address()
        if address.file is not None and not address.file.exists():
            return None
        return with_store(open_store(address), use)
    except StoreError as error:
        say(f"{error}; the bundled prices are used")
        return None


def with_store(store: Store, use: Callable[[Store], T]) -> T:
    """What `use` makes of a store, which is closed then.

    One that turns out damaged is set aside, and a new one used with what could be saved of it.

    Raises:
        StoreError: it cannot be used.
    """
    try:
        say(*store.problems)
        try:
            return use(store)
        except StoreCorrupt:
            store = replace_damaged(store)
            say(*store.problems)
            return use(store)
    finally:
        store.close()


def say(*problems: str) -> None:
    """Sentences on the error output."""
    for problem in problems:
        sys.stderr.write(f"{problem[:1].upper()}{problem[1:]}.\n")
