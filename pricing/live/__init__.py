"""The book the app answers from, kept up to date behind the pages' back."""

from pricing.live.board import live_book, live_sources, refresh_now
from pricing.live.starting import start

__all__ = ["live_book", "live_sources", "refresh_now", "start"]
