"""A CSV file of the user's own quotes: read whole or not at all, every error with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from pricing.aws_accelerators import with_accelerators
from pricing.own.prefer import OWN_SOURCE
from pricing.quote import Quote

COLUMNS = ("provider", "region", "instance_type", "purchase_option", "usd_per_hour")
OPTIONAL = ("as_of", "note", "payment")
TEMPLATE = (
    "provider,region,instance_type,purchase_option,usd_per_hour,as_of,note\n"
    "aws,us-east-2,trn2.48xlarge,capacity_block,35.76,2026-07-22,replace this row with your own\n"
)
LARGEST_FILE_BYTES = 1_000_000
MOST_ROWS = 5_000
MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a line of the file; line 0 is the file as a whole."""

    line: int
    text: str

    def __str__(self) -> str:
        """The problem as a person would say it."""
        return f"line {self.line}: {self.text}" if self.line else self.text


class FileRefused(ValueError):
    """The file was not taken in, not even in part.

    Attributes:
        problems: everything that was found, up to fifty.
    """

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems[:MOST_PROBLEMS])))
        self.problems = tuple(problems[:MOST_PROBLEMS])


def read_file(content: bytes, today: date) -> tuple[Quote, ...]:
    """The quotes of a user's file.

    Args:
        content: the file as uploaded.
        today: the day of a price whose row gives none.

    Raises:
        FileRefused: something in it is wrong; nothing is taken in.
    """
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        _check_header(header)
        lines = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise FileRefused([Problem(reader.line_num, f"not a CSV file: {error}")]) from error
    if not lines:
        raise FileRefused([Problem(0, "the file has no prices in it")])
    if len(lines) > MOST_ROWS:
        raise FileRefused([Problem(0, f"{len(lines):,} rows; at most {MOST_ROWS:,} are read")])
    quotes: dict[tuple[str, ...], Quote] = {}
    problems: list[Problem] = []
    for number, cells in lines:
        try:
            quote = _quote(header, cells, today)
        except ValueError as error:
            problems.append(Problem(number, _said(error)))
            continue
        if quote.key in quotes:
            problems.append(Problem(number, "a second price for the same thing"))
        quotes[quote.key] = quote
    if problems:
        raise FileRefused(problems)
    return tuple(quotes.values())


def _text(content: bytes) -> str:
    if len(content) > LARGEST_FILE_BYTES:
        raise FileRefused([Problem(0, f"larger than {LARGEST_FILE_BYTES:,} bytes")])
    try:
        return content.decode("utf-8-sig")  # Excel puts a byte order mark in front
    except UnicodeDecodeError as error:
        raise FileRefused([Problem(0, "not a text file in UTF-8")]) from error


def _check_header(header: list[str]) -> None:
    missing = [name for name in COLUMNS if name not in header]
    unknown = [name for name in header if name not in (*COLUMNS, *OPTIONAL)]
    problems = []
    if missing:
        problems.append(Problem(1, f"no column {', '.join(missing)}"))
    if unknown:
        problems.append(Problem(1, f"unknown column {', '.join(map(repr, unknown))}"[:300]))
    if len(set(header)) < len(header):
        problems.append(Problem(1, "a column twice"))
    if problems:
        raise FileRefused(problems)


def _quote(header: list[str], cells: list[str], today: date) -> Quote:
    if len(cells) != len(header):
        raise ValueError(f"{len(cells)} cells under {len(header)} columns")
    row: Mapping[str, str] = dict(zip(header, map(str.strip, cells), strict=True))
    about = {"as_of": row.get("as_of") or today, "source": OWN_SOURCE, "evidence": "your file"}
    return Quote.model_validate(with_accelerators({**row, **about}))


def _said(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(
        f"{'.'.join(map(str, found['loc']))}: {found['msg']}"
        for found in error.errors(include_url=False)
    )
