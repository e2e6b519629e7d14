"""A frozen answer as compact rows, the form in which a link carries it.

Links of formats 1 and 2 carry these. Other rows get a format and a module of their own; this one
stays as it is, so that every frozen link opens for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, NamedTuple

from pydantic import Field, TypeAdapter

from model.comparison import Status
from model.frozen.answer import FrozenAnswer, FrozenPlatform, FrozenPrice, FrozenVerdict
from model.frozen.chip_facts import FACTS, are_chip_facts
from model.frozen.version import ModelVersion

_STATUSES = tuple(Status)
_MOST = 12

Text = Annotated[str, Field(max_length=64, pattern=r"^[\x20-\x7e]*$")]
Index = Annotated[int, Field(ge=0, lt=_MOST)]
Cents = Annotated[int, Field(ge=0, lt=10**17)]
Number = Annotated[float, Field(ge=0, lt=1e15, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=-1, lt=1e12, allow_inf_nan=False)]
Facts = Annotated[tuple[Number | None, ...], Field(min_length=FACTS, max_length=FACTS)]


class PackedPrice(NamedTuple):
    """USD per instance-hour, region and source by number, age [days] on the day of the answer."""

    usd_per_hour: Annotated[float, Field(gt=0, lt=1e6, allow_inf_nan=False)]
    region: Index
    age_days: Annotated[int, Field(ge=-36_500, le=36_500)]
    source: Index


class PackedPlatform(NamedTuple):
    """Instance type, status by number, cost [cents], price."""

    instance_type: Text
    status: Annotated[int, Field(ge=0, lt=len(_STATUSES))]
    cost_cents: Cents | None
    price: PackedPrice | None


class PackedVerdict(NamedTuple):
    """Both contenders by number, probability that Trainium is cheaper, range."""

    trainium: Index
    nvidia: Index
    probability: Annotated[float, Field(ge=0, le=1)]
    low: Fraction
    high: Fraction


class Packed(NamedTuple):
    """The whole: digest of the live parameters, day, digests of the model, tables, rows."""

    live: Annotated[str, Field(max_length=16)]
    day: date
    version: Annotated[tuple[Text, ...], Field(min_length=5, max_length=5)]
    regions: Annotated[tuple[Text, ...], Field(max_length=_MOST)]
    sources: Annotated[tuple[Text, ...], Field(max_length=_MOST)]
    platforms: Annotated[tuple[PackedPlatform, ...], Field(min_length=1, max_length=_MOST)]
    verdict: PackedVerdict | None
    facts: Annotated[tuple[Facts, ...], Field(max_length=_MOST)] | None


ADAPTER: TypeAdapter[Packed] = TypeAdapter(Packed)


def pack(frozen: FrozenAnswer, live: str, with_facts: bool) -> bytes:
    """The answer as JSON text.

    Args:
        frozen: what to pack.
        live: digest of the live parameters it travels with.
        with_facts: take the numbers of the platforms along.
    """
    prices = [p.price for p in frozen.platforms if p.price]
    regions = sorted({price.region for price in prices})
    sources = sorted({_ascii(price.source) for price in prices})
    names = [p.instance_type for p in frozen.platforms]
    verdict = frozen.verdict
    version = frozen.version
    packed = Packed(
        live,
        frozen.quoted_on,
        (
            version.formulas,
            version.calibration,
            version.chips,
            version.architectures,
            version.defaults,
        ),
        tuple(regions),
        tuple(sources),
        tuple(_platform(p, frozen.quoted_on, regions, sources) for p in frozen.platforms),
        PackedVerdict(
            names.index(verdict.trainium),
            names.index(verdict.nvidia),
            verdict.probability_trainium_cheaper,
            verdict.low,
            verdict.high,
        )
        if verdict
        else None,
        tuple(p.chip_facts for p in frozen.platforms if p.chip_facts) if with_facts else None,
    )
    return ADAPTER.dump_json(packed)


def unpack(text: bytes, query: Mapping[str, str]) -> tuple[FrozenAnswer, str]:
    """The answer behind a JSON text, and the digest of the live parameters it was made with.

    Raises:
        ValueError: the text holds no such answer.
    """
    packed = ADAPTER.validate_json(text)
    facts = packed.facts or (None,) * len(packed.platforms)
    if len(facts) != len(packed.platforms):
        raise ValueError("facts of some platforms are missing")
    if not all(map(are_chip_facts, packed.facts or ())):
        raise ValueError("no platform has such facts")
    try:
        platforms = tuple(
            _unpacked(row, own, packed) for row, own in zip(packed.platforms, facts, strict=True)
        )
        verdict = packed.verdict and FrozenVerdict(
            platforms[packed.verdict.trainium].instance_type,
            platforms[packed.verdict.nvidia].instance_type,
            packed.verdict.probability,
            packed.verdict.low,
            packed.verdict.high,
        )
    except (IndexError, OverflowError) as error:
        raise ValueError("a row points nowhere") from error
    answer = FrozenAnswer(packed.day, query, ModelVersion(*packed.version), platforms, verdict)
    return answer, packed.live


def _platform(
    platform: FrozenPlatform, day: date, regions: Sequence[str], sources: Sequence[str]
) -> PackedPlatform:
    price = platform.price
    return PackedPlatform(
        platform.instance_type,
        _STATUSES.index(platform.status),
        platform.cost_cents,
        PackedPrice(
            price.usd_per_hour,
            regions.index(price.region),
            (day - price.as_of).days,
            sources.index(_ascii(price.source)),
        )
        if price
        else None,
    )


def _unpacked(
    row: PackedPlatform, facts: tuple[float | None, ...] | None, packed: Packed
) -> FrozenPlatform:
    price = row.price and FrozenPrice(
        row.price.usd_per_hour,
        packed.regions[row.price.region],
        packed.day - timedelta(days=row.price.age_days),
        packed.sources[row.price.source],
    )
    status = _STATUSES[row.status]
    if (row.cost_cents is None) == (status is Status.PRICED) or (
        status is Status.PRICED and price is None
    ):
        raise ValueError("a cost and its price go together")
    return FrozenPlatform(row.instance_type, status, row.cost_cents, price, facts)


def _ascii(text: str) -> str:
    return "".join(c if " " <= c <= "~" else "?" for c in text)
