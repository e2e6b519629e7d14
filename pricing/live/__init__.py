"""The book the app answers from, kept up to date behind the pages' back."""

from pricing.live.board import SourceNow, live_book, live_sources, refresh_now
from pricing.live.offers import BlockOffers, block_offers
from pricing.live.past import price_moves
from pricing.live.starting import start

__all__ = [
    "BlockOffers",
    "SourceNow",
    "block_offers",
    "live_book",
    "live_sources",
    "price_moves",
    "refresh_now",
    "start",
]
