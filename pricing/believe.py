"""Which price is believed when several sources price one thing: the rule, in one place.

1. A fresh price beats a stale one, whoever says it. Fresh is what its source said within its
   freshness, and dated itself less than 30 days ago; what the seller tells an account holds now,
   however long ago it was published.
2. Of two fresh prices the one of the more trusted source is believed, of equals the later.
3. Of two stale prices the later is believed, of equals the more trusted.
4. A spot price above the on-demand price of the same type and place is not believed, unless that
   on-demand price is stale and the spot price is not; then the next source is asked.
5. A stale spot price is dropped when its source was read since and no longer lists it.
6. Prices of single zones and of a whole region are not mixed: the better source decides which.

Never does a price under one purchase option stand in for another: the option is part of the key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pricing.book import Key, PriceBook
from pricing.checks import ROUNDING, Rejected
from pricing.disagreements import disagreements
from pricing.known import BUNDLED, Known
from pricing.quote import PurchaseOption
from pricing.snapshot import snapshot_book
from pricing.sources.source import Source, Trust

OLDEST_FRESH = timedelta(days=30)
# Two machines' clocks may differ by so much; a moment further ahead is a clock that was wrong.
CLOCK_TOLERANCE = timedelta(minutes=10)
BUNDLED_ORIGIN = "bundled snapshot"
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Candidate:
    known: Known
    fresh: bool
    rank: tuple[bool, float, float]


def believed_book(
    known: Iterable[Known],
    now: datetime,
    sources: Mapping[str, Source],
    rejected: Iterable[Rejected] = (),
) -> PriceBook:
    """The book of what is believed.

    Args:
        known: what each source says of each thing, the earlier known first.
        now: the moment the book is of.
        sources: by name; of one no longer there nothing is fresh.
        rejected: rows refused earlier, kept in the book.
    """
    by_key: dict[Key, list[_Candidate]] = defaultdict(list)
    for one in known:
        candidate = _candidate(one, now, sources.get(one.reader))
        if not _withdrawn(one, now, sources.get(one.reader)):
            by_key[one.quote.key].append(candidate)
    for candidates in by_key.values():
        candidates.sort(key=lambda c: c.rank, reverse=True)
    chosen, refused = _chosen(by_key)
    kept = _of_one_grain(chosen)
    quotes = tuple(kept[key].known.quote for key in sorted(kept))
    every = [c.known.quote for candidates in by_key.values() for c in candidates]
    return PriceBook(
        quotes,
        (*rejected, *refused),
        _origin(kept.values(), sources),
        disagreements(quotes, every),
        as_of=now,
        stale=frozenset(key for key, c in kept.items() if not c.fresh),
    )


def of_the_present(known: Iterable[Known]) -> list[Known]:
    """Without the bundled prices that are history only: those not in the snapshot."""
    present = {(quote.key, quote.source) for quote in snapshot_book().quotes}
    return [
        one
        for one in known
        if one.reader != BUNDLED or (one.quote.key, one.quote.source) in present
    ]


def is_fresh(known: Known, now: datetime, source: Source | None) -> bool:
    """Whether a price was said lately enough by a source that is still asked."""
    if source is None:
        return False
    age = now - known.seen_at
    dated = now.date() - known.quote.as_of
    of_today = dated <= OLDEST_FRESH or source.trust is Trust.SELLER_ACCOUNT
    return -CLOCK_TOLERANCE <= age <= source.freshness and of_today


def _candidate(known: Known, now: datetime, source: Source | None) -> _Candidate:
    fresh = is_fresh(known, now, source)
    trust = source.trust if source else Trust.BUNDLED
    seen = min(known.seen_at, now).timestamp()
    return _Candidate(known, fresh, (True, trust, seen) if fresh else (False, seen, trust))


def _withdrawn(known: Known, now: datetime, source: Source | None) -> bool:
    if source is None or known.read_since is None:
        return False
    is_spot = known.quote.purchase_option is PurchaseOption.SPOT
    unlisted = known.read_since - known.seen_at > source.freshness
    return is_spot and unlisted and not is_fresh(known, now, source)


def _chosen(
    by_key: Mapping[Key, list[_Candidate]],
) -> tuple[dict[Key, _Candidate], list[Rejected]]:
    """The best candidate of each key; spot prices held against the on-demand prices chosen."""
    chosen = {key: cs[0] for key, cs in by_key.items() if key[3] is not PurchaseOption.SPOT}
    ceilings = {
        key[:3]: candidate
        for key, candidate in chosen.items()
        if key[3] is PurchaseOption.ON_DEMAND
    }
    refused: list[Rejected] = []
    for key, candidates in by_key.items():
        if key[3] is not PurchaseOption.SPOT:
            continue
        ceiling = ceilings.get(key[:3])
        for candidate in candidates:
            if ceiling is None or not _contradicts(candidate, ceiling):
                chosen[key] = candidate
                break
            spot, limit = candidate.known.quote, ceiling.known.quote
            reason = (
                f"spot {spot.usd_per_hour:g} by {spot.source} is above on-demand "
                f"{limit.usd_per_hour:g} by {limit.source}"
            )
            refused.append(Rejected(" ".join(filter(None, key)), reason))
    return chosen, refused


def _contradicts(spot: _Candidate, on_demand: _Candidate) -> bool:
    if spot.fresh and not on_demand.fresh:
        return False
    limit = on_demand.known.quote.usd_per_hour * (1 + ROUNDING)
    return spot.known.quote.usd_per_hour > limit


def _of_one_grain(chosen: Mapping[Key, _Candidate]) -> dict[Key, _Candidate]:
    """Of each capacity only its zones, or only its region as a whole."""
    best: dict[tuple[str, ...], _Candidate] = {}
    for key, candidate in chosen.items():
        capacity = (*key[:4], key[5])
        if capacity not in best or candidate.rank > best[capacity].rank:
            best[capacity] = candidate
    return {
        key: candidate
        for key, candidate in chosen.items()
        if bool(key[4]) == bool(best[(*key[:4], key[5])].known.quote.zone)
    }


def _origin(candidates: Iterable[_Candidate], sources: Mapping[str, Source]) -> str:
    readers = {candidate.known.reader for candidate in candidates}
    live = [source.title for name, source in sources.items() if name in readers]
    if not live:
        return BUNDLED_ORIGIN
    shown = ", ".join(live) if len(live) <= MOST_NAMED else f"{len(live)} live sources"
    return f"{shown}; for the rest the {BUNDLED_ORIGIN}" if BUNDLED in readers else shown
