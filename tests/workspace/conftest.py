"""The same real PostgreSQL as the store of prices is tested on."""

from tests.pricing.refresh.conftest import new_database, server

__all__ = ["new_database", "server"]
