"""Where so many instances of a type can be bought, and how: region by purchase option."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from pricing.block_limits import block_limits
from pricing.book import PriceBook
from pricing.quote import PurchaseOption, Quote

# What an option does not promise, whatever its price.
CAVEATS: Mapping[PurchaseOption, str] = {
    PurchaseOption.ON_DEMAND: "capacity is not promised, and the account's quota must allow it",
    PurchaseOption.SPOT: "capacity is not promised and may be taken back at any time",
    PurchaseOption.SAVINGS_PLAN_1Y: "lowers the price of on-demand capacity, promises none",
    PurchaseOption.SAVINGS_PLAN_3Y: "lowers the price of on-demand capacity, promises none",
    PurchaseOption.RESERVED_1Y: "paid for the whole year, used or not",
    PurchaseOption.RESERVED_3Y: "paid for all three years, used or not",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One purchase option in one region.

    Attributes:
        provider: who sells it.
        region: where.
        purchase_option: how it is bought.
        quote: the cheapest quote under this option here; None when there is none.
        zones: how many zones here have a price of their own under this option.
        median_usd: the middle one of all prices here [USD per instance-hour]; None without any.
        taken_back: of spot, how often it is taken back in a month, e.g. `5-10%`; empty where that
            is not known.
        stale: whether that quote is older than its source lets a fresh one be.
        why_not: why this many for this long cannot be bought so; empty when they can.
        purchases: how many purchases it takes, e.g. blocks; 0 when it cannot be bought so.
        booked_days: how long must be booked [days]; None when the option has no such step.
        limits: what the buyer must know of the option, in words.
    """

    provider: str
    region: str
    purchase_option: PurchaseOption
    quote: Quote | None
    zones: int
    median_usd: float | None
    taken_back: str
    stale: bool
    why_not: str
    purchases: int
    booked_days: int | None
    limits: tuple[str, ...]

    @property
    def can_be_bought(self) -> bool:
        """Whether there is a price and no limit in the way."""
        return not self.why_not

    @property
    def usd_per_hour(self) -> float | None:
        """US dollars per instance-hour; unknown is no number, never zero."""
        return self.quote.usd_per_hour if self.quote else None


def availability(
    book: PriceBook,
    instance_type: str,
    instances: int,
    days: float = 1.0,
    starts_in_days: float = 0.0,
) -> tuple[Offer, ...]:
    """Every purchase option in every region where the type is sold in any way.

    Args:
        book: the prices.
        instance_type: the provider's name of the type.
        instances: how many, at one time.
        days: for how long [days].
        starts_in_days: how far ahead they are to start [days].

    Returns:
        One offer a region and option, those that can be bought first, the cheapest of them first;
        nothing when the type has no price anywhere.

    Raises:
        ValueError: a number of instances or days that is not above zero.
    """
    if instances < 1 or not days > 0 or starts_in_days < 0:
        raise ValueError(f"{instances} instances for {days:g} days in {starts_in_days:g} days")
    sold: dict[tuple[str, str], dict[PurchaseOption, list[Quote]]] = defaultdict(dict)
    for quote in book.quotes:
        if quote.instance_type == instance_type:
            here = sold[quote.provider, quote.region]
            here.setdefault(quote.purchase_option, []).append(quote)
    elsewhere = {option for here in sold.values() for option in here}
    offers = [
        _offer(
            place, option, here.get(option, []), book, elsewhere, (instances, days, starts_in_days)
        )
        for place, here in sold.items()
        for option in PurchaseOption
    ]
    return tuple(sorted(offers, key=_order))


def last_start(today: date) -> date:
    """The last day a Capacity Block that is bought today may start."""
    return today + timedelta(days=block_limits().starts_within_days)


def _offer(
    place: tuple[str, str],
    option: PurchaseOption,
    quotes: Sequence[Quote],
    book: PriceBook,
    elsewhere: set[PurchaseOption],
    wanted: tuple[int, float, float],
) -> Offer:
    instances, days, starts_in_days = wanted
    why_not, purchases, booked = "", 1, None
    limits = [CAVEATS[option]] if option in CAVEATS else []
    if option is PurchaseOption.CAPACITY_BLOCK:
        rules = block_limits()
        purchases, booked = rules.blocks(instances), rules.bookable_days(days)
        why_not = _block_refused(instances, days, starts_in_days)
        limits.append(
            f"up to {rules.instances_per_block} instances a block, {rules.instances_in_all} in "
            f"all; starts within {rules.starts_within_days // 7} weeks; ends at "
            f"{rules.ends_at:%H:%M} UTC; paid at once"
        )
        if purchases > 1 and not why_not:
            limits.append(f"takes {purchases} blocks")
    quote = min(quotes, key=lambda q: q.usd_per_hour, default=None)
    taken_back = None
    if quote is not None and option is PurchaseOption.SPOT:
        taken_back = book.taken_back.get((quote.instance_type, quote.region))
    if quote is None:
        other = "it is in other regions" if option in elsewhere else "nor anywhere else"
        why_not = f"no price is known for it here, {other}"
    return Offer(
        provider=place[0],
        region=place[1],
        purchase_option=option,
        quote=quote,
        zones=len({q.zone for q in quotes if q.zone}),
        median_usd=median(q.usd_per_hour for q in quotes) if quotes else None,
        taken_back=taken_back.label if taken_back else "",
        stale=quote is not None and quote.key in book.stale,
        why_not=why_not,
        purchases=0 if why_not else purchases,
        booked_days=None if why_not else booked,
        limits=tuple(limits),
    )


def _block_refused(instances: int, days: float, starts_in_days: float) -> str:
    """Why AWS would not sell this as Capacity Blocks; empty when it would."""
    rules = block_limits()
    if instances > rules.instances_in_all:
        return f"{instances:,} instances are more than the {rules.instances_in_all} allowed in all"
    if rules.bookable_days(days) is None:
        return f"{days:g} days are longer than the longest block, {rules.longest_days} days"
    if starts_in_days > rules.starts_within_days:
        return (
            f"a start in {starts_in_days:g} days is further ahead than the "
            f"{rules.starts_within_days} days allowed"
        )
    return ""


def _order(offer: Offer) -> tuple[bool, float, str, str]:
    usd = offer.usd_per_hour
    return not offer.can_be_bought, usd or 0.0, offer.region, offer.purchase_option
