"""What can go wrong between here and a price source, said for people."""

from __future__ import annotations


class FetchError(Exception):
    """A source could not be read; the message says which and why."""


class Offline(FetchError):
    """The network is forbidden by CROSSOVER_OFFLINE."""


class AddressRefused(FetchError):
    """The address, or where it redirects to, is not one Crossover will read."""


class NotThere(FetchError):
    """The source answers, but has nothing at this address."""


class Forbidden(FetchError):
    """The source does not answer to whom it takes us for."""


class TemporaryFailure(FetchError):
    """A failure that another attempt may not meet: throttling, a server error, a lost connection.

    Attributes:
        retry_after_s: how long the source asked to be left alone [s]; 0 when it did not say.
    """

    def __init__(self, message: str, retry_after_s: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class BodyRefused(FetchError):
    """The answer is larger than the source's limit, or is not what it says it is."""
