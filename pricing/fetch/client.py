"""One GET of a price source, as `requests` does it, within the rules of this package."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import requests
import tenacity
import urllib3

from pricing.fetch.address import check_address, check_online, is_loopback, redirect_target
from pricing.fetch.body import bounded_pieces, read_bounded, unpacked, unpacked_pieces
from pricing.fetch.errors import BodyRefused, FetchError, Forbidden, NotThere, TemporaryFailure

USER_AGENT = "crossover-prices/0.1"
TEMPORARY_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
REDIRECT_STATUS = frozenset({301, 302, 303, 307, 308})
STATUS_ERRORS = {401: Forbidden, 403: Forbidden, 404: NotThere}
MOST_REDIRECTS = 3
LONGEST_WAIT_S = 30.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one read of a source may take.

    Attributes:
        body_bytes: largest answer, as sent and unpacked [B].
        connect_s: longest wait for a connection [s].
        silence_s: longest wait for the next byte [s].
        body_s: longest time for a whole body, and after which no further attempt begins [s].
        attempts: attempts in all.
    """

    body_bytes: int = 32 * 1024 * 1024
    connect_s: float = 5.0
    silence_s: float = 15.0
    body_s: float = 90.0
    attempts: int = 4


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer.

    Attributes:
        address: what was asked.
        fetched_at: when (UTC).
        body: its bytes, unpacked; `None` when the source says nothing has changed.
        etag: the source's mark of this version, to ask with next time; empty when it gives none.
    """

    address: str
    fetched_at: datetime
    body: bytes | None
    etag: str


@dataclass(frozen=True, slots=True)
class Client:
    """Reads price sources.

    Attributes:
        limits: what one read may take.
        wait: sleeps between attempts [s]; tests pass one that does not.
        clock: monotonic clock [s].
        now: the time of day (UTC).
        headers: further headers to send, such as a key; never shown.
    """

    limits: Limits = Limits()
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def get(self, address: str, etag: str = "") -> Fetched:
        """Read an address, again after temporary failures, with growing random waits.

        Args:
            address: https, or http on loopback.
            etag: mark of the version already known; an unchanged source then sends no body.

        Raises:
            FetchError: offline, refused, or failed at every attempt; the message is for people.
        """
        fetched, body = self._read(address, etag, self._whole)
        return replace(fetched, body=body)

    def stream(
        self, address: str, etag: str, consume: Callable[[Iterator[bytes]], T]
    ) -> tuple[Fetched, T | None]:
        """Read an address piece by piece, for a body too large to hold.

        Args:
            address: https, or http on loopback.
            etag: mark of the version already known; an unchanged source then sends no body.
            consume: takes the pieces of the unpacked body; called anew at every attempt.

        Returns:
            The answer without its body, and what `consume` made of it; `None` when nothing changed.

        Raises:
            FetchError: offline, refused, or failed at every attempt; the message is for people.
        """
        return self._read(address, etag, lambda response: consume(self._pieces(response)))

    def _read(
        self, address: str, etag: str, take: Callable[[requests.Response], T]
    ) -> tuple[Fetched, T | None]:
        check_online()
        check_address(address)
        started = self.clock()

        def give_up(state: tenacity.RetryCallState) -> bool:
            # What trickled for so long would do so again.
            out_of_time = self.clock() - started >= self.limits.body_s
            return out_of_time or state.attempt_number >= self.limits.attempts

        attempts = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TemporaryFailure),
            stop=give_up,
            wait=_pause,
            sleep=self.wait,
            reraise=True,
        )
        return attempts(self._once, address, etag, take)

    def _once(
        self, address: str, etag: str, take: Callable[[requests.Response], T]
    ) -> tuple[Fetched, T | None]:
        with requests.Session() as session:
            # A proxy of the environment is for the internet, not for this machine.
            session.trust_env = not is_loopback(address)
            session.auth = _no_credentials
            session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"})
            session.headers.update(self.headers)
            if etag:
                session.headers["If-None-Match"] = etag
            try:
                return self._follow(session, address, take)
            except (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError) as e:
                raise TemporaryFailure(f"{address}: {_cause(e)}") from e
            except requests.RequestException as e:
                raise FetchError(f"{address}: {_cause(e)}") from e
            except TemporaryFailure as e:
                raise TemporaryFailure(f"{address}: {e}", e.retry_after_s) from e
            except BodyRefused as e:
                raise BodyRefused(f"{address}: {e}") from e

    def _follow(
        self, session: requests.Session, address: str, take: Callable[[requests.Response], T]
    ) -> tuple[Fetched, T | None]:
        target = address
        for _ in range(MOST_REDIRECTS + 1):
            with session.get(
                target,
                stream=True,
                allow_redirects=False,
                timeout=(self.limits.connect_s, self.limits.silence_s),
            ) as response:
                if response.status_code not in REDIRECT_STATUS:
                    return self._answer(address, response, take)
                target = redirect_target(target, response.headers.get("Location", ""))
        raise FetchError(f"{address}: redirected more than {MOST_REDIRECTS} times")

    def _answer(
        self,
        address: str,
        response: requests.Response,
        take: Callable[[requests.Response], T],
    ) -> tuple[Fetched, T | None]:
        status = response.status_code
        etag = response.headers.get("ETag", "")
        if status == 304:
            return Fetched(address, self.now(), None, etag), None
        if status in TEMPORARY_STATUS:
            raise TemporaryFailure(f"answered {status}", _retry_after_s(response, self.now()))
        if status != 200:
            kind = STATUS_ERRORS.get(status, FetchError)
            raise kind(f"{address}: answered {status} {response.reason}")
        taken = take(response)
        return Fetched(address, self.now(), None, etag), taken

    def _whole(self, response: requests.Response) -> bytes:
        limits = self.limits
        sent = read_bounded(response.raw, limits.body_bytes, limits.body_s, self.clock)
        return unpacked(sent, limits.body_bytes)

    def _pieces(self, response: requests.Response) -> Iterator[bytes]:
        limits = self.limits
        sent = bounded_pieces(response.raw, limits.body_bytes, limits.body_s, self.clock)
        return unpacked_pieces(sent, limits.body_bytes)


def _pause(state: tenacity.RetryCallState) -> float:
    """Seconds before the next attempt: random, growing, at least what the source asked for."""
    jittered = tenacity.wait_random_exponential(multiplier=1, max=LONGEST_WAIT_S)(state)
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after_s if isinstance(error, TemporaryFailure) else 0.0
    return max(jittered, min(asked, LONGEST_WAIT_S))


def _retry_after_s(response: requests.Response, now: datetime) -> float:
    """How long the source asks to be left alone [s], in either of the header's two forms."""
    text = response.headers.get("Retry-After", "")
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (OverflowError, TypeError, ValueError):
        return 0.0
    return (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without this `requests` would send what a .netrc file holds for the host."""
    return request


def _cause(error: BaseException) -> str:
    """What happened, without addresses of objects in memory."""
    if isinstance(error, requests.ConnectTimeout | requests.ReadTimeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted"
    if isinstance(error, urllib3.exceptions.ReadTimeoutError):
        return "it went silent in the middle of the answer"
    if isinstance(error, urllib3.exceptions.ProtocolError):
        return "the connection was cut in the middle of the answer"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__
