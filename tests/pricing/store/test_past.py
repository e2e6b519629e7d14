"""How a price moved: what differs, told once, with or without a store."""

from __future__ import annotations

import itertools

import pytest

from pricing import Quote, price_moves, snapshot_book
from pricing.live import past
from pricing.store.store import Store
from tests.pricing.quotes import NOW, quote, reading
from tests.pricing.store.keeping import keep


def p5_block() -> Quote:
    return next(
        q
        for q in snapshot_book().quotes
        if (q.instance_type, q.region, q.purchase_option)
        == ("p5.48xlarge", "us-east-2", "capacity_block")
    )


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Store]:
    """The store that is open, if any; the one a keeper of this process may open is not asked."""
    found: list[Store] = []
    monkeypatch.setattr(past, "open_store_now", lambda: found[0] if found else None)
    return found


def test_without_a_store_the_bundled_history_is_told() -> None:
    moves = price_moves(p5_block())
    prices = [move.quote.usd_per_hour for move in moves]
    # The Capacity Blocks page: 31.464 USD in January 2026, 41.528 by July.
    assert prices[-2:] == [31.464, 41.528]
    assert [m.since for m in moves] == sorted(m.since for m in moves)


def test_the_same_price_told_twice_is_one_point() -> None:
    prices = [move.quote.usd_per_hour for move in price_moves(p5_block())]
    assert all(a != b for a, b in itertools.pairwise(prices))


def test_with_a_store_a_live_price_follows_the_bundled_ones(
    store: Store, opened: list[Store]
) -> None:
    opened.append(store)
    block = p5_block()
    told = quote(**{**block.model_dump(), "usd_per_hour": 44.0, "fetched_at": NOW})
    keep(store, reading(told))
    assert [m.quote.usd_per_hour for m in price_moves(block)][-2:] == [41.528, 44.0]


def test_a_store_that_is_gone_leaves_the_bundled_history(store: Store, opened: list[Store]) -> None:
    opened.append(store)
    assert store.address.file is not None
    store.address.file.unlink()
    assert price_moves(p5_block())[-1].quote.usd_per_hour == 41.528
