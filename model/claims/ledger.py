"""The claims in the words they were made, from `model/data/claims.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from model.data_files import rows

OWN_CLAIM = "own"


class Reading(StrEnum):
    """What a percentage may be a percentage of."""

    COST = "cost"
    WORK = "work"
    SPEED = "speed"
    ENERGY = "energy"


class Kind(StrEnum):
    """What a claim is about, and with it how it can be checked."""

    TRAINING = "training"
    INFERENCE = "inference"
    ENERGY = "energy"
    SCALE = "scale"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim.

    Attributes:
        id: stable identifier, as a link holds it.
        who: who made it.
        said_on: when: a year, a month or a day.
        said_at: where it was made.
        words: the claim itself.
        quoted: whether these are the speaker's own words; else they are what a source reports.
        kind: what it is about.
        subject: the same in a few words.
        platforms: instance types it is made of.
        baseline: what it is measured against, in words.
        baselines: the instance types of that; empty where none is named.
        figure: what the words say in place of a percentage, e.g. `3x`; empty where they name it.
        percent_low: least of the percentages named; None where none is.
        percent_high: largest of them.
        readings: what the percentage may mean.
        pairs: kinds of measured instance pairs that it can be held against.
        beside: kinds that it says nothing of and is often taken to, shown for comparison.
        from_types, to_types: what the names of their instance types begin with; any if empty.
        evidence: `expectation`, `vendor`, `customer`, `measurement`, `analyst` or `press`.
        grade: `primary` text read, a `copy` of it, or `press` only.
        source: where it was read.
        as_of: when.
        comment: what a reader must know of it.
    """

    id: str
    who: str
    said_on: str
    said_at: str
    words: str
    quoted: bool
    kind: Kind
    subject: str
    platforms: tuple[str, ...]
    baseline: str
    baselines: tuple[str, ...]
    figure: str
    percent_low: float | None
    percent_high: float | None
    readings: tuple[Reading, ...]
    pairs: tuple[str, ...]
    beside: tuple[str, ...]
    from_types: tuple[str, ...]
    to_types: tuple[str, ...]
    evidence: str
    grade: str
    source: str
    as_of: str
    comment: str


@cache
def ledger() -> Mapping[str, Claim]:
    """Every claim by id, in the order of the file."""
    return MappingProxyType({row["id"]: _claim(row) for row in rows("claims.csv")})


def _claim(row: Mapping[str, str]) -> Claim:
    return Claim(
        id=row["id"],
        who=row["who"],
        said_on=row["said_on"],
        said_at=row["said_at"],
        words=row["words"],
        quoted=row["quoted"] == "yes",
        kind=Kind(row["kind"]),
        subject=row["subject"],
        platforms=_items(row["platforms"]),
        baseline=row["baseline"],
        baselines=_items(row["baselines"]),
        figure=row["figure"],
        percent_low=float(row["percent_low"]) if row["percent_low"] else None,
        percent_high=float(row["percent_high"]) if row["percent_high"] else None,
        readings=tuple(Reading(item) for item in _items(row["readings"])),
        pairs=_items(row["pairs"]),
        beside=_items(row["beside"]),
        from_types=_items(row["from_types"]),
        to_types=_items(row["to_types"]),
        evidence=row["evidence"],
        grade=row["grade"],
        source=row["source"],
        as_of=row["as_of"],
        comment=row["comment"],
    )


def _items(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("~")) if cell else ()
