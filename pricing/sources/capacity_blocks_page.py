"""The EC2 Capacity Blocks pricing page: the only firm public price of Trainium2.

The page is made for browsers and its layout has changed before, so nothing is guessed: a table that
is not exactly as known is refused, and a row whose two rates do not agree is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from pricing.checks import Rejected
from pricing.quote import PurchaseOption
from pricing.sources.aws_places import code_of
from pricing.sources.capacity_blocks_tables import Row, page_rows
from pricing.sources.parsed import LayoutChanged, Parsed, parsed_rows

SOURCE = "AWS Capacity Blocks page"
INSTANCE_TYPE = re.compile(r"^(u-)?[a-z][a-z0-9-]*(\.[0-9]*x?large|x\d+)$")
# "$31.464 USD ($3.933 USD)" and "$761.904 ($10.582 USD)": the instance's rate, the accelerator's.
RATES = re.compile(r"^\$([\d,]+(?:\.\d+)?)(?: ?USD)? ?\(\$([\d,]+(?:\.\d+)?)(?: ?USD)?\)$")
SUPERCHIP = re.compile(r"gb\d{3}")
ACCELERATORS = re.compile(r"^(\d{1,3}) ?x ?(\S.*)$")
# The page rounds the accelerator's rate to a thousandth of a dollar: 16 x 0.596 is not quite 9.532.
ROUNDING = 2e-3


class _RowRefused(ValueError):
    """Why one row is not believed."""


def parse(body: bytes, address: str, fetched_at: datetime) -> Parsed:
    """Capacity Block quotes, per instance-hour.

    Args:
        body: the page.
        address: where it was read, kept as evidence.
        fetched_at: when (UTC); the page has no date.

    Raises:
        LayoutChanged: no table is as known, or more rows are refused than believed.
    """
    rejected: list[Rejected] = []

    def quotes() -> Iterator[dict[str, object]]:
        for row in page_rows(body):
            try:
                yield {**_quote(row), "as_of": fetched_at.date(), "source": SOURCE,
                       "evidence": address, "fetched_at": fetched_at}  # fmt: skip
            except _RowRefused as error:
                label = f"aws {row.region} {row.instance_type} capacity_block"
                rejected.append(Rejected(label[:200], str(error)))

    parsed = parsed_rows(SOURCE, list(quotes()), rejected)
    if len(parsed.rejected) > len(parsed.quotes):
        raise LayoutChanged(
            f"{SOURCE}: {len(parsed.rejected)} of its rows make no sense, the first because "
            f"{parsed.rejected[0].reason}"
        )
    return parsed


def _quote(row: Row) -> dict[str, object]:
    if not INSTANCE_TYPE.match(row.instance_type):
        raise _RowRefused(f"{row.instance_type[:60]!r} is no instance type")
    region = code_of(row.region)
    if region is None:
        raise _RowRefused(f"the place {row.region[:60]!r} is not known")
    rates = RATES.match(row.rates)
    if rates is None:
        raise _RowRefused(f"{row.rates[:60]!r} is not an instance rate with an accelerator rate")
    instance_rate, accelerator_rate = (float(rate.replace(",", "")) for rate in rates.groups())
    count, name = _accelerators(row.accelerators)
    if instance_rate <= 0:
        raise _RowRefused("the rate is zero")
    if abs(instance_rate / count - accelerator_rate) > ROUNDING * accelerator_rate:
        raise _RowRefused(
            f"{instance_rate:g} for an instance of {count} is not {accelerator_rate:g} for each: "
            "one of them may be the rate of something else"
        )
    return {
        "provider": "aws",
        "region": region,
        "instance_type": row.instance_type,
        "purchase_option": PurchaseOption.CAPACITY_BLOCK,
        "usd_per_hour": instance_rate,
        "accelerator": _superchip(row.instance_type) or name,
        "accelerators": count,
    }


def _superchip(instance_type: str) -> str:
    """The page calls the GB200 of an UltraServer "B200": there the type's name tells."""
    found = SUPERCHIP.search(instance_type)
    return found[0].upper() if found else ""


def _accelerators(cell: str) -> tuple[int, str]:
    found = ACCELERATORS.match(cell)
    if found is None or int(found[1]) == 0:
        raise _RowRefused(f"{cell[:60]!r} does not say how many accelerators")
    return int(found[1]), found[2]
