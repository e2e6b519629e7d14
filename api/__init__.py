"""The HTTP interface: the scenario, the prices and the answer of the app, for programs."""

from api.app import api

__all__ = ["api"]
