"""How a price moved: from the store when it is open, else from what comes with the project."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from pricing.history import bundled_history
from pricing.known import BUNDLED, PricePoint
from pricing.live.board import open_store_now
from pricing.quote import Quote
from pricing.snapshot import snapshot_book

# Two sources round one price differently; that is no move.
SAME = 1e-3


def price_moves(quote: Quote) -> tuple[PricePoint, ...]:
    """Every different price that was told for what a quote prices, the oldest first.

    Never raises: while the store does not answer, the bundled history is all there is.

    Args:
        quote: the present price; its type, region, option, zone and payment count.
    """
    return _moves(point for point in _points(quote) if _same_thing(point.quote, quote))


def _points(quote: Quote) -> Iterable[PricePoint]:
    store = open_store_now()
    if store is None:
        return _bundled(quote.instance_type)
    # The store is open, so what is slow to import has been imported.
    from pricing.store.errors import StoreError
    from pricing.store.read import price_points

    try:
        with store.reading() as connection:
            return price_points(
                connection, quote.instance_type, quote.region, str(quote.purchase_option)
            )
    except StoreError:
        return _bundled(quote.instance_type)


def _bundled(instance_type: str) -> list[PricePoint]:
    quotes = (*bundled_history()[0], *snapshot_book().quotes)
    points = []
    for quote in quotes:
        if quote.instance_type == instance_type:
            day = datetime.combine(quote.as_of, time.min, UTC)
            points.append(PricePoint(BUNDLED, quote, day, day))
    return sorted(points, key=lambda point: point.since)


def _same_thing(one: Quote, other: Quote) -> bool:
    """The history of a region's price has no zone; a zone's price is only its own."""
    return (one.region, one.purchase_option, one.zone) == (
        other.region,
        other.purchase_option,
        other.zone,
    ) and one.payment in ("", other.payment)


def _moves(points: Iterable[PricePoint]) -> tuple[PricePoint, ...]:
    moves: list[PricePoint] = []
    for point in points:
        usd = point.quote.usd_per_hour
        if not moves or abs(usd / moves[-1].quote.usd_per_hour - 1) > SAME:
            moves.append(point)
    return tuple(moves)
