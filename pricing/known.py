"""What a source is known to ask for one thing, and when it last said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pricing.quote import Quote

# The reader of what comes with the project, beside the names of the sources.
BUNDLED = "bundled"


@dataclass(frozen=True, slots=True)
class Known:
    """A source's price for one thing.

    Attributes:
        reader: name of the source that was read, or `bundled`.
        quote: the price; `fetched_at` is when the source was last read and still said so.
        seen_at: that moment; of a bundled price the day it held.
        read_since: when the same address was last read, with or without this price in it.
    """

    reader: str
    quote: Quote
    seen_at: datetime
    read_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PricePoint:
    """A price in the history of one thing at one source.

    Attributes:
        reader: name of the source that was read, or `bundled`.
        quote: the price as it was first seen.
        since: when it was first seen.
        last_seen: when it was last seen.
    """

    reader: str
    quote: Quote
    since: datetime
    last_seen: datetime
