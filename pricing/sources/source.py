"""What a price source is to the rest of the house: a name, how far to trust it, how to read it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TypeVar

from pricing.checks import Rejected
from pricing.fetch.client import Client, Fetched
from pricing.fetch.errors import FetchError, NotThere, TemporaryFailure
from pricing.interruption import Interruption
from pricing.quote import Quote
from pricing.sources.parsed import Parsed, SourceRefused

# So many addresses of one source in a row without an answer: the others are not waited for.
MOST_SILENT = 2
# So many failed addresses are named, the others counted.
MOST_NAMED = 3


class Trust(IntEnum):
    """How far a fresh price of a source is believed against another fresh one."""

    BUNDLED = 0
    AGGREGATOR = 10
    CATALOG = 20
    SELLER_PAGE = 30
    SELLER_PRICE_LIST = 40
    SELLER_ACCOUNT = 50


@dataclass(frozen=True, slots=True)
class Part:
    """What one address of a source answered; what could not be read leaves the others whole.

    Attributes:
        address: what was asked. Its quotes and its ETag are remembered under it, so it is the same
            at every reading.
        read_at: when (UTC).
        parsed: its quotes and refused rows; `None` when nothing changed, or when nothing was read.
        etag: the mark of this version; empty when the address gives none.
        interruptions: how often spot instances were taken back; a fact beside the prices.
        error: why nothing of it is believed, for people; empty when it was read.
    """

    address: str
    read_at: datetime
    parsed: Parsed | None = None
    etag: str = ""
    interruptions: tuple[Interruption, ...] = ()
    error: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether the source says that what it told before still holds."""
        return self.parsed is None and not self.interruptions and not self.error


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a source gave.

    Attributes:
        parts: one for each address asked.
        notes: what people should know of this reading.
    """

    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """All new quotes; those of unchanged addresses are not among them."""
        return tuple(q for part in self.parts if part.parsed for q in part.parsed.quotes)

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """All rows that were not believed."""
        return tuple(r for part in self.parts if part.parsed for r in part.parsed.rejected)

    @property
    def errors(self) -> tuple[str, ...]:
        """What went wrong at single addresses."""
        return tuple(part.error for part in self.parts if part.error)

    @property
    def said(self) -> str:
        """What went wrong at single addresses, and what people should know, in a sentence."""
        more = len(self.errors) - MOST_NAMED
        counted = (f"{more} more failed",) if more > 0 else ()
        return "; ".join((*self.errors[:MOST_NAMED], *counted, *self.notes))

    @property
    def unchanged(self) -> bool:
        """Whether no address had anything new."""
        return bool(self.parts) and all(part.unchanged for part in self.parts)


def _nothing_missing() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Source:
    """A price source.

    Attributes:
        name: short and lasting, e.g. `skypilot`: names it on the command line, in the store and in
            `CROSSOVER_<NAME>_URL`.
        title: its name for people, as its quotes carry it.
        every: how long after a success it is asked again.
        freshness: how long after it was read a quote of it counts as fresh; longer than `every`.
        trust: which of two fresh sources is believed.
        read: reads it, given a client and the ETag known of each address. It raises `FetchError`
            or `SourceRefused` when nothing of it can be believed; a failure of one address among
            several is that part's `error`.
        needs_credentials: whether it answers only to somebody it knows.
        missing: why it cannot be asked on this machine, for people; empty when it can.
    """

    name: str
    title: str
    every: timedelta
    freshness: timedelta
    trust: Trust
    read: Callable[[Client, Mapping[str, str]], Reading]
    needs_credentials: bool = False
    missing: Callable[[], str] = _nothing_missing


def read_one(
    client: Client, known: Mapping[str, str], address: str, parse: Callable[[Fetched, bytes], Part]
) -> Part:
    """One address, asked only for what is newer than the version known.

    Args:
        client: reads it.
        known: ETag by address.
        address: what to ask.
        parse: makes the part of an answer and its body.

    Raises:
        FetchError: it could not be read.
        SourceRefused: it answered something that is not believed.
    """
    fetched = client.get(address, known.get(address, ""))
    if fetched.body is None:
        return Part(address, fetched.fetched_at, etag=fetched.etag or known.get(address, ""))
    return parse(fetched, fetched.body)


def quotes_part(fetched: Fetched, parsed: Parsed) -> Part:
    """The part of an answer that holds quotes."""
    return Part(fetched.address, fetched.fetched_at, parsed, fetched.etag)


def read_each(
    client: Client,
    known: Mapping[str, str],
    addresses: Iterable[str],
    parse: Callable[[Fetched, bytes], Part],
    may_lack: Collection[str] = (),
) -> Reading:
    """Several addresses of one source; one that fails leaves the others whole.

    Args:
        client: reads them.
        known: ETag by address.
        addresses: what to ask, in this order.
        parse: makes the part of an answer and its body.
        may_lack: addresses that may hold nothing, which is then said and no failure.

    Raises:
        FetchError: none could be read, the first for this reason, or none is there.
        SourceRefused: none is believed, the first for this reason.
    """
    parts: list[Part] = []
    notes: list[str] = []
    first_error: FetchError | SourceRefused | None = None
    silent = 0
    for address in addresses:
        if silent == MOST_SILENT:
            parts.append(Part(address, client.now(), error=f"{address}: not asked, others failed"))
            continue
        try:
            parts.append(read_one(client, known, address, parse))
            silent = 0
        except (FetchError, SourceRefused) as error:
            if isinstance(error, NotThere) and address in may_lack:
                notes.append(f"not offered: {'/'.join(address.split('/')[-2:])}")
                continue
            parts.append(Part(address, client.now(), error=str(error)))
            first_error = first_error or error
            silent = silent + 1 if isinstance(error, TemporaryFailure) else 0
    if first_error is not None and all(part.error for part in parts):
        raise first_error
    if not parts and notes:
        raise NotThere("; ".join(notes))
    return Reading(tuple(parts), tuple(notes))


A = TypeVar("A")


def read_calls(client: Client, questions: Iterable[A], ask: Callable[[A], Part]) -> Reading:
    """Several questions to one service; one that fails leaves the others whole.

    What holds for all of them, such as credentials that have expired, is not asked again and again:
    after two failures without a success the rest is left.

    Args:
        client: whose clock dates a failure.
        questions: what to ask, in this order.
        ask: asks one.

    Raises:
        FetchError: none could be asked, the first for this reason.
        SourceRefused: none is believed, the first for this reason.
    """
    parts: list[Part] = []
    first_error: FetchError | SourceRefused | None = None
    failures = unreachable = 0
    for question in questions:
        try:
            parts.append(ask(question))
        except (FetchError, SourceRefused) as error:
            parts.append(Part(str(question), client.now(), error=str(error)))
            first_error = first_error or error
            failures += 1
            unreachable += isinstance(error, FetchError)
        if first_error is not None and unreachable == len(parts) == MOST_SILENT:
            raise first_error
    if first_error is not None and failures == len(parts):
        raise first_error
    return Reading(tuple(parts))
