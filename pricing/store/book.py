"""The price book a store holds: of now, or of any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pricing.believe import believed_book, of_the_present
from pricing.book import PriceBook
from pricing.bulk import many_objects
from pricing.checks import Rejected
from pricing.history import bundled_history
from pricing.snapshot import snapshot_book
from pricing.sources.registry import SOURCES
from pricing.store.read import known_at, known_now
from pricing.store.states import interruptions, rejected_rows
from pricing.store.store import Store

BY_NAME = {source.name: source for source in SOURCES}


def book_now(store: Store, now: datetime) -> PriceBook:
    """The book of what is believed now, with the rows the sources' last answers lost.

    Raises:
        StoreError: the store does not answer.
    """
    with many_objects():
        return _book_now(store, now)


def _book_now(store: Store, now: datetime) -> PriceBook:
    with store.reading() as connection:
        known = known_now(connection)
        refused = rejected_rows(connection)
        taken_back = interruptions(connection, now - BY_NAME["spot_advisor"].freshness)
    named = [
        Rejected(f"{_title(source)}: {one.row}", one.reason)
        for source, rows in refused.items()
        for one in rows
    ]
    book = believed_book(of_the_present(known), now, BY_NAME, (*snapshot_book().rejected, *named))
    return replace(book, problems=store.problems, interruptions=taken_back)


def book_at(store: Store, moment: datetime) -> PriceBook:
    """The book as it was at a moment.

    Raises:
        StoreError: the store does not answer.
    """
    with many_objects():
        with store.reading() as connection:
            known = known_at(connection, moment)
        book = believed_book(known, moment, BY_NAME, bundled_history()[1])
    origin = f"{book.origin} as of {moment:%Y-%m-%d %H:%M} UTC"
    return replace(book, origin=origin, problems=store.problems)


def _title(source: str) -> str:
    return BY_NAME[source].title if source in BY_NAME else source
