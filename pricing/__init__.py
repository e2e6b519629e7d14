"""Prices: fetched, checked, stored and dated. Knows nothing of the model or the pages."""

from pricing.availability import Offer, availability, last_start
from pricing.book import PriceBook
from pricing.checks import Rejected
from pricing.disagreements import Disagreement
from pricing.events import PriceEvent, events_of
from pricing.fetch.address import is_offline
from pricing.health import Health, health
from pricing.interruption import Interruption
from pricing.known import PricePoint
from pricing.live import (
    BlockOffers,
    SourceNow,
    block_offers,
    live_book,
    live_sources,
    price_moves,
    refresh_now,
    start,
)
from pricing.quote import PurchaseOption, Quote
from pricing.snapshot import snapshot_book

__all__ = [
    "BlockOffers",
    "Disagreement",
    "Health",
    "Interruption",
    "Offer",
    "PriceBook",
    "PriceEvent",
    "PricePoint",
    "PurchaseOption",
    "Quote",
    "Rejected",
    "SourceNow",
    "availability",
    "block_offers",
    "events_of",
    "health",
    "is_offline",
    "last_start",
    "live_book",
    "live_sources",
    "price_moves",
    "refresh_now",
    "snapshot_book",
    "start",
]
