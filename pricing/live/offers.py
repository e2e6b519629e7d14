"""The Capacity Blocks AWS would sell now, asked for when somebody wants to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from pricing.block_limits import block_limits
from pricing.fetch.client import Client, Limits
from pricing.fetch.errors import FetchError
from pricing.sources.parsed import SourceRefused

if TYPE_CHECKING:
    from pricing.sources.aws_account.capacity_block_offers import CapacityBlockOffer

# Somebody waits for the answer.
PATIENCE = Limits(connect_s=3.0, silence_s=8.0, attempts=2)
# Blocks that start so many days after the day wanted are shown too.
START_WITHIN_DAYS = 7


@dataclass(frozen=True, slots=True)
class BlockOffers:
    """What AWS answered.

    Attributes:
        offers: blocks that could be bought, the earliest first.
        asked: instances and days of one block, as asked for.
        error: why AWS was not asked, or what went wrong; empty when it answered.
    """

    offers: tuple[CapacityBlockOffer, ...]
    asked: tuple[int, int]
    error: str = ""


def why_not_asked() -> str:
    """Why AWS cannot be asked for offers on this machine; empty when it can."""
    from pricing.sources.aws_account.session import missing

    return missing()


def block_offers(
    instance_type: str,
    region: str,
    instances: int,
    days: float,
    start: date | None,
    client: Client | None = None,
) -> BlockOffers:
    """The Capacity Blocks for so many instances and days that AWS would sell this account now.

    Never raises. More than one block holds is asked for as the largest single block.

    Args:
        instance_type: the instance type.
        region: where.
        instances: how many at one time.
        days: for how long [days].
        start: the first day wanted; any when `None`.
        client: whose limits hold; one for somebody who waits when not given.
    """
    limits = block_limits()
    count = min(instances, limits.instances_per_block)
    booked = limits.bookable_days(days) or limits.longest_days
    asked = (count, booked)
    error = why_not_asked()
    if error:
        return BlockOffers((), asked, error)
    from pricing.sources.aws_account.capacity_block_offers import offers

    reader = client or Client(PATIENCE)
    earliest = latest = None
    if start is not None:
        earliest = datetime.combine(start, time.min, reader.now().tzinfo)
        latest = earliest + timedelta(days=booked + START_WITHIN_DAYS)
    try:
        found = offers(reader, instance_type, region, count, booked * 24, earliest, latest)
    except (FetchError, SourceRefused) as failed:
        return BlockOffers((), asked, str(failed))
    return BlockOffers(found, asked)
