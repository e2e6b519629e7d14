"""A region's file of the EC2 price list: half a gigabyte of CSV, read line by line.

https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime

from pricing.checks import Rejected
from pricing.quote import PurchaseOption
from pricing.sources.parsed import LayoutChanged, Parsed, parsed_rows
from pricing.sources.price_list.lines import lines
from pricing.sources.price_list.reserved import HOURLY, ReservedRates

SOURCE = "AWS price list"
# Every field is in quotes. A line without such a field cannot be of an accelerated instance type.
ACCELERATED_FIELD = re.compile(rb'"(?:p\d|g\d|trn\d|inf\d|dl\d)[a-z0-9-]*\.\d*x?large"')
PUBLISHED = re.compile(rb'"Publication Date","(?P<day>\d{4}-\d\d-\d\d)T')
MOST_HEAD_LINES = 20
COLUMNS = (
    "SKU", "OfferTermCode", "TermType", "EffectiveDate", "Unit", "PricePerUnit", "Currency",
    "LeaseContractLength", "PurchaseOption", "OfferingClass", "Instance Type", "Operating System",
    "Tenancy", "CapacityStatus", "Pre Installed S/W", "MarketOption", "Region Code",
)  # fmt: skip
# Linux on shared hardware, used and not merely reserved, and no Capacity Block: those stand in the
# list at 0.00, as they are paid elsewhere.
WANTED = {
    "Operating System": ("Linux",),
    "Tenancy": ("Shared",),
    "CapacityStatus": ("Used",),
    "Pre Installed S/W": ("NA", ""),
    "MarketOption": ("OnDemand",),
}


def parse(pieces: Iterable[bytes], region: str, address: str, fetched_at: datetime) -> Parsed:
    """On-demand and standard reserved quotes of a region's accelerated instance types.

    Args:
        pieces: the file, piece by piece.
        region: code of the region asked for.
        address: where it is read, kept as evidence.
        fetched_at: when (UTC).

    Raises:
        LayoutChanged: a column is missing, or nothing in the file is a price of the region.
    """
    rejected: list[Rejected] = []
    common = {
        "provider": "aws",
        "region": region,
        "as_of": fetched_at.date(),
        "source": SOURCE,
        "evidence": address,
        "fetched_at": fetched_at,
    }
    name = f"{SOURCE} ({region})"
    waiting = lines(pieces)
    header, published = _header(waiting, name)
    dated = common | {"as_of": published or fetched_at.date()}
    rows = _rows(waiting, header, name, rejected)
    return parsed_rows(name, _quotes(rows, dated, rejected), rejected)


def _rows(
    waiting: Iterator[bytes], header: list[str], name: str, rejected: list[Rejected]
) -> Iterator[dict[str, str]]:
    """The rows of accelerated types, by column name."""
    for line in waiting:
        is_whole, is_ours = line.endswith(b"\n"), ACCELERATED_FIELD.search(line)
        if is_whole and not is_ours:
            continue
        try:
            (cells,) = csv.reader([line.decode()], strict=True)
        except (ValueError, csv.Error):
            cells = []
        if len(cells) != len(header):
            if not is_whole:
                raise LayoutChanged(f"{name}: cut short in the middle of a row")
            label = line[:60].decode(errors="replace")
            rejected.append(Rejected(label, "the row has not as many cells as the header"))
            continue
        row = dict(zip(header, cells, strict=True))
        other = [column for column, values in WANTED.items() if row[column] not in values]
        if is_ours and not other:
            yield row
        elif is_ours and other == ["MarketOption"]:
            label = f"{row['Instance Type']} {row['TermType']} {row['SKU']}"
            reason = f"market option {row['MarketOption'][:40]!r}: its price is another, at 0 here"
            rejected.append(Rejected(label, reason))


def _header(waiting: Iterator[bytes], name: str) -> tuple[list[str], date | None]:
    """The header, and the day of publication that one of the lines above it tells."""
    published: date | None = None
    for _, line in zip(range(MOST_HEAD_LINES), waiting, strict=False):
        if line.startswith(b'"SKU"'):
            try:
                header = next(csv.reader([line.decode(errors="replace")]))
            except csv.Error as error:
                raise LayoutChanged(f"{name}: its header is no CSV: {error}") from error
            missing = [column for column in COLUMNS if column not in header]
            if missing:
                raise LayoutChanged(f"{name}: no column {', '.join(missing)}")
            return header, published
        if told := PUBLISHED.match(line):
            with suppress(ValueError):
                published = date.fromisoformat(told["day"].decode())
    raise LayoutChanged(f"{name}: no header in its first {MOST_HEAD_LINES} lines")


def _quotes(
    rows: Iterable[dict[str, str]], common: Mapping[str, object], rejected: list[Rejected]
) -> Iterator[dict[str, object]]:
    reserved = ReservedRates()
    for row in rows:
        # A region's file also lists its local zones, which have prices of their own.
        if row["Region Code"] != common["region"]:
            continue
        quote = {
            **common,
            "instance_type": row["Instance Type"],
            "valid_from": row["EffectiveDate"][:10] or None,
        }
        label = f"{row['Instance Type']} {row['TermType']} {row['SKU']}"
        if row["Currency"] != "USD":
            rejected.append(Rejected(label, f"a price in {row['Currency']!r}, not in USD"))
        elif row["TermType"] == "OnDemand" and row["Unit"] == HOURLY:
            option = PurchaseOption.ON_DEMAND
            yield {**quote, "purchase_option": option, "usd_per_hour": row["PricePerUnit"]}
        elif row["TermType"] == "Reserved" and row["OfferingClass"] == "standard":
            try:
                reserved.add(row, quote)
            except ValueError:
                rejected.append(Rejected(label, f"{row['PricePerUnit'][:60]!r} is no price"))
    yield from reserved.quotes(rejected)
