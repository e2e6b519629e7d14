"""`python -m pricing`: the price book on the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date

from pricing.book import PriceBook
from pricing.history import book_as_of
from pricing.snapshot import snapshot_book


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pricing", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    quotes = commands.add_parser("quotes", help="print the quotes the app would use")
    quotes.add_argument(
        "--json", action="store_true", help="as JSON, for `python -m model compare`"
    )
    quotes.add_argument(
        "--as-of",
        type=_day,
        metavar="YYYY-MM-DD",
        help="the prices that held on a day, from the bundled history",
    )
    options = parser.parse_args(arguments)
    book = book_as_of(options.as_of) if options.as_of else snapshot_book()
    sys.stdout.write(as_json(book) if options.json else as_table(book))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-07-22") from None


def as_json(book: PriceBook) -> str:
    """The book as JSON text: `{"origin": ..., "quotes": [...]}`."""
    quotes = [quote.model_dump(mode="json") for quote in book.quotes]
    return json.dumps({"origin": book.origin, "quotes": quotes}, indent=1) + "\n"


def as_table(book: PriceBook) -> str:
    """The book as aligned text, one quote a line."""
    lines = [
        f"{'instance type':20} {'region':18} {'option':15} {'$/hour':>9}  {'as of':10}  source"
    ]
    lines += [
        f"{q.instance_type:20} {q.region:18} {q.purchase_option:15} {q.usd_per_hour:9.3f}  "
        f"{q.as_of}  {q.source}"
        for q in book.quotes
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        sys.exit(0)
