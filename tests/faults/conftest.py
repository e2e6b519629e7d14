"""The pieces of other tests, for what goes wrong between them."""

from tests.pricing.refresh.conftest import address, fresh_board, new_database, server, store, world

__all__ = ["address", "fresh_board", "new_database", "server", "store", "world"]
