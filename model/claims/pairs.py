"""Measured pairs of instances, and what the same work costs on each at the book's prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from model.claims.ledger import Claim, Kind, Reading
from model.claims.reading import ratio_asked
from model.data_files import rows
from model.price import Price
from model.regions import ANY_REGION
from model.scenario import PurchaseOption, Scenario


@dataclass(frozen=True, slots=True)
class Pair:
    """One measurement of two instance types on the same work.

    Attributes:
        id: identifier of the row.
        kind: what is compared, e.g. `x86_to_graviton`.
        from_instance: the type moved from.
        to_instance: the type moved to.
        workload: the work.
        of_search: whether it is search, or inference as search uses it.
        ratio: work per hour on the second over the first.
        who: who measured.
        year: when.
        evidence: `measured` by others than the seller, or `vendor`.
        source: where it is published.
        as_of: when it was read.
        note: what a reader must know of it.
    """

    id: str
    kind: str
    from_instance: str
    to_instance: str
    workload: str
    of_search: bool
    ratio: float
    who: str
    year: str
    evidence: str
    source: str
    as_of: str
    note: str


@dataclass(frozen=True, slots=True)
class PricedPair:
    """A pair with the prices of one region.

    Attributes:
        pair: the measurement.
        from_price: price of the first type; None where the two have no price in one place.
        to_price: price of the second.
        cost_ratio: cost of a unit of work on the second over the first; None likewise.
    """

    pair: Pair
    from_price: Price | None
    to_price: Price | None
    cost_ratio: float | None


@dataclass(frozen=True, slots=True)
class PairTest:
    """One reading of a claim against the pairs.

    Attributes:
        reading: what the percentage is taken to be of.
        percent: the percentage [%].
        ratio: what a unit of work may cost at most, over what it cost before.
        saved_usd: US dollars less a year on the user's spend, if it holds.
        more_work: work that the same dollars do beside each unit.
        reached: pairs that reach it.
        reached_beside: pairs that reach it of those beside the claim.
    """

    reading: Reading
    percent: float
    ratio: float
    saved_usd: float
    more_work: float
    reached: int
    reached_beside: int


@dataclass(frozen=True, slots=True)
class PairsExamined:
    """A claim about inference against the measured pairs of its kind.

    Attributes:
        claim: the claim.
        pairs: the pairs of its kind, the largest saving first, those without a price last.
        beside: pairs of a kind that it says nothing of, for comparison; in the same order.
        tests: each reading.
    """

    claim: Claim
    pairs: tuple[PricedPair, ...]
    beside: tuple[PricedPair, ...]
    tests: tuple[PairTest, ...]

    @property
    def priced(self) -> tuple[PricedPair, ...]:
        """The pairs with a price."""
        return tuple(p for p in self.pairs if p.cost_ratio is not None)

    @property
    def priced_beside(self) -> tuple[PricedPair, ...]:
        """The pairs beside the claim that have a price."""
        return tuple(p for p in self.beside if p.cost_ratio is not None)


@cache
def inference_pairs() -> tuple[Pair, ...]:
    """Every measured pair."""
    return tuple(_pair(row) for row in rows("inference_pairs.csv"))


@cache
def compute_types() -> frozenset[str]:
    """Instance types that the pairs need a price of."""
    return frozenset(name for p in inference_pairs() for name in (p.from_instance, p.to_instance))


def examine_pairs(claim: Claim, scenario: Scenario, prices: Sequence[Price]) -> PairsExamined:
    """A claim about inference held against what was measured, at on-demand prices.

    Only pairs of the chips that the claim names count. Both types of a pair are priced in one
    region: the scenario's, or else us-east-1, or else the first where both are sold.
    """
    at = _on_demand(prices)

    def priced_of(pairs: Iterable[Pair]) -> tuple[PricedPair, ...]:
        return tuple(sorted((_priced(p, scenario.region, at) for p in pairs), key=_rank))

    own = priced_of(p for p in inference_pairs() if _is_meant(p, claim))
    beside = priced_of(p for p in inference_pairs() if p.kind in claim.beside)
    tests = []
    if claim.kind is Kind.INFERENCE and claim.percent_low is not None:
        for reading in claim.readings:
            asked = ratio_asked(reading, claim.percent_low)
            tests.append(
                PairTest(
                    reading,
                    claim.percent_low,
                    asked,
                    scenario.yearly_usd * (1 - asked),
                    1 / asked - 1,
                    _reached(own, asked),
                    _reached(beside, asked),
                )
            )
    return PairsExamined(claim, own, beside, tuple(tests))


def _reached(pairs: Sequence[PricedPair], asked: float) -> int:
    return sum(pair.cost_ratio <= asked for pair in pairs if pair.cost_ratio is not None)


def needed_ratio(pair: PricedPair, asked: float) -> float | None:
    """Work per hour that the second type must do over the first for a claim to hold.

    Args:
        pair: with its prices.
        asked: what a unit of work may cost at most, over what it cost before.
    """
    if pair.from_price is None or pair.to_price is None:
        return None
    return pair.to_price.usd_per_hour / pair.from_price.usd_per_hour / asked


def _is_meant(pair: Pair, claim: Claim) -> bool:
    """Whether a pair is of the kind and of the chips that a claim is about."""
    return (
        pair.kind in claim.pairs
        and (not claim.from_types or pair.from_instance.startswith(claim.from_types))
        and (not claim.to_types or pair.to_instance.startswith(claim.to_types))
    )


def _rank(pair: PricedPair) -> tuple[bool, float, str]:
    return (pair.cost_ratio is None, pair.cost_ratio or 0.0, pair.pair.id)


def _on_demand(prices: Sequence[Price]) -> Mapping[str, Mapping[str, Price]]:
    """The lowest on-demand price by type and region."""
    found: dict[str, dict[str, Price]] = {}
    for price in prices:
        if price.purchase_option == PurchaseOption.ON_DEMAND:
            places = found.setdefault(price.instance_type, {})
            known = places.get(price.region)
            if known is None or price.usd_per_hour < known.usd_per_hour:
                places[price.region] = price
    return found


def _priced(pair: Pair, region: str, at: Mapping[str, Mapping[str, Price]]) -> PricedPair:
    before, after = at.get(pair.from_instance, {}), at.get(pair.to_instance, {})
    shared = sorted(set(before) & set(after))
    if not shared:
        return PricedPair(pair, None, None, None)
    place = region if region != ANY_REGION and region in shared else shared[0]
    place = "us-east-1" if place != region and "us-east-1" in shared else place
    ratio = after[place].usd_per_hour / before[place].usd_per_hour / pair.ratio
    return PricedPair(pair, before[place], after[place], ratio)


def _pair(row: Mapping[str, str]) -> Pair:
    return Pair(
        id=row["id"],
        kind=row["kind"],
        from_instance=row["from_instance"],
        to_instance=row["to_instance"],
        workload=row["workload"],
        of_search=row["search"] == "yes",
        ratio=float(row["ratio"]),
        who=row["who"],
        year=row["year"],
        evidence=row["evidence"],
        source=row["source"],
        as_of=row["as_of"],
        note=row["note"],
    )
