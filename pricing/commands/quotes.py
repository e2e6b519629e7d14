"""`python -m pricing quotes`: the price book, of now or of any moment."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from pricing.book import PriceBook
from pricing.commands.kept import from_store
from pricing.history import book_as_of
from pricing.snapshot import snapshot_book
from pricing.store.book import book_at, book_now
from pricing.store.store import Store


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a time of a day, somebody asks about; of a day its end."""

    at: datetime

    @classmethod
    def read(cls, text: str) -> Moment:
        """The moment a text names, in UTC where it names no zone.

        Raises:
            ArgumentTypeError: it names none.
        """
        try:
            return cls(datetime.combine(date.fromisoformat(text), time.max, UTC))
        except ValueError:
            pass
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a day such as 2026-07-22, or a time such as 2026-07-22T09:30"
            ) from None
        return cls(at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC))


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    quotes = commands.add_parser("quotes", help="print the quotes the app would use")
    quotes.add_argument(
        "--json", action="store_true", help="as JSON, for `python -m model compare`"
    )
    quotes.add_argument(
        "--as-of",
        type=Moment.read,
        metavar="TIME",
        help="the prices that held at a time: 2026-07-22, or 2026-07-22T09:30 (UTC)",
    )
    quotes.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the book; returns the exit status."""
    book = _book(options.as_of)
    sys.stdout.write(as_json(book) if options.json else as_table(book))
    return 0


def _book(moment: Moment | None) -> PriceBook:
    def kept(store: Store) -> PriceBook:
        return book_at(store, moment.at) if moment else book_now(store, datetime.now(UTC))

    if book := from_store(kept):
        return book
    return book_as_of(moment.at.date()) if moment else snapshot_book()


def as_json(book: PriceBook) -> str:
    """The book as JSON text: its origin and problems, quotes, disagreements and rejected rows."""
    whole = {
        "origin": book.origin,
        "problems": list(book.problems),
        "quotes": [book.told(quote) for quote in book.quotes],
        "disagreements": [
            {
                "believed": one.believed.model_dump(mode="json"),
                "other": one.other.model_dump(mode="json"),
                "difference": round(one.difference, 6),
            }
            for one in book.disagreements
        ],
        "rejected": [{"row": one.row, "reason": one.reason} for one in book.rejected],
    }
    return json.dumps(whole, indent=1) + "\n"


def as_table(book: PriceBook) -> str:
    """The book as aligned text, one quote a line."""
    lines = [
        f"{'instance type':20} {'region':18} {'zone':14} {'option':32} {'$/hour':>9}  "
        f"{'as of':10}  source"
    ]
    lines += [
        f"{q.instance_type:20} {q.region:18} {q.zone:14} "
        f"{f'{q.purchase_option} {q.payment}'.strip():32} {q.usd_per_hour:9.3f}  "
        f"{q.as_of}  {q.source}{', stale' if q.key in book.stale else ''}"
        for q in book.quotes
    ]
    return "\n".join(lines) + "\n"
