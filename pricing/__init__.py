"""Prices: fetched, checked, stored and dated. Knows nothing of the model or the pages."""

from pricing.book import PriceBook
from pricing.live import live_book, live_sources, refresh_now, start
from pricing.quote import PurchaseOption, Quote
from pricing.snapshot import snapshot_book

__all__ = [
    "PriceBook",
    "PurchaseOption",
    "Quote",
    "live_book",
    "live_sources",
    "refresh_now",
    "snapshot_book",
    "start",
]
