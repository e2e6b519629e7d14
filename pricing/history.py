"""The prices of the past that come with the project, and the book as it was on a day."""

from __future__ import annotations

import calendar
import csv
import re
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from pricing.aws_accelerators import with_accelerators
from pricing.book import PriceBook
from pricing.checks import Rejected, check_together
from pricing.quote import Quote
from pricing.snapshot import snapshot_book

# Two reports say what happened in "most regions": true, but no price of any one place.
PLACE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]+)+$")
HISTORY = Path(__file__).parent / "data" / "price_history.csv"


@cache
def bundled_history() -> tuple[tuple[Quote, ...], tuple[Rejected, ...]]:
    """The bundled history's quotes, and rows that are none with the reason.

    Rows are checked one by one only: an old spot price may lie above today's on-demand price.
    """
    quotes: list[Quote] = []
    rejected: list[Rejected] = []
    with HISTORY.open(newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            label = f"{HISTORY.name} line {number}"
            if not PLACE.match(row["region"]):
                rejected.append(Rejected(label, f"{row['region']!r} is no region"))
                continue
            dated = {**row, "as_of": day_of(row["as_of"]), "evidence": row["source"]}
            try:
                quotes.append(Quote.model_validate(with_accelerators(dated)))
            except ValidationError as error:
                found = error.errors(include_url=False)[0]
                field = ".".join(map(str, found["loc"]))
                rejected.append(Rejected(label, f"{field}: {found['msg']}"))
    return tuple(quotes), tuple(rejected)


def book_as_of(day: date) -> PriceBook:
    """The book of what was already so on a day, from what comes with the project.

    Args:
        day: the day asked for; quotes dated later are left out.

    Returns:
        Of each thing sold the latest quote not after the day; empty before the first.
    """
    history, rejected = bundled_history()
    known = [q for q in (*snapshot_book().quotes, *history) if q.as_of <= day]
    latest = PriceBook.of(known, (), "").quotes
    checked = check_together(latest)
    origin = f"bundled history as of {day.isoformat()}"
    return PriceBook.of(checked.accepted, (*rejected, *checked.rejected), origin)


def day_of(text: str) -> str:
    """The day of a row; of one that names only a month its last, so never before it held."""
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        return text
    year, month = map(int, text.split("-"))
    return f"{text}-{calendar.monthrange(year, month)[1]}"
