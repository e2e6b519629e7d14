"""One GET of a price source, as `requests` does it, within the rules of this package."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import requests
import tenacity
import urllib3

from pricing.fetch.address import check_address, check_online, is_loopback, redirect_target
from pricing.fetch.body import read_bounded, unpacked
from pricing.fetch.errors import BodyRefused, FetchError, TemporaryFailure

USER_AGENT = "crossover-prices/0.1"
TEMPORARY_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
REDIRECT_STATUS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3
LONGEST_WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one read of a source may take.

    Attributes:
        body_bytes: largest answer, as sent and unpacked [B].
        connect_s: longest wait for a connection [s].
        silence_s: longest wait for the next byte [s].
        body_s: longest time for a whole body [s].
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
    """

    limits: Limits = Limits()
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def get(self, address: str, etag: str = "") -> Fetched:
        """Read an address, again after temporary failures, with growing random waits.

        Args:
            address: https, or http on loopback.
            etag: mark of the version already known; an unchanged source then sends no body.

        Raises:
            FetchError: offline, refused, or failed at every attempt; the message is for people.
        """
        check_online()
        check_address(address)
        attempts = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TemporaryFailure),
            stop=tenacity.stop_after_attempt(self.limits.attempts),
            wait=_pause,
            sleep=self.wait,
            reraise=True,
        )
        return attempts(self._once, address, etag)

    def _once(self, address: str, etag: str) -> Fetched:
        with requests.Session() as session:
            # A proxy of the environment is for the internet, not for this machine.
            session.trust_env = not is_loopback(address)
            session.auth = _no_credentials
            session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"})
            if etag:
                session.headers["If-None-Match"] = etag
            try:
                return self._follow(session, address)
            except (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError) as e:
                raise TemporaryFailure(f"{address}: {_cause(e)}") from e
            except requests.RequestException as e:
                raise FetchError(f"{address}: {_cause(e)}") from e
            except TemporaryFailure as e:
                raise TemporaryFailure(f"{address}: {e}", e.retry_after_s) from e
            except BodyRefused as e:
                raise BodyRefused(f"{address}: {e}") from e

    def _follow(self, session: requests.Session, address: str) -> Fetched:
        target = address
        for _ in range(MOST_REDIRECTS + 1):
            with session.get(
                target,
                stream=True,
                allow_redirects=False,
                timeout=(self.limits.connect_s, self.limits.silence_s),
            ) as response:
                if response.status_code not in REDIRECT_STATUS:
                    return self._answer(address, response)
                target = redirect_target(target, response.headers.get("Location", ""))
        raise FetchError(f"{address}: redirected more than {MOST_REDIRECTS} times")

    def _answer(self, address: str, response: requests.Response) -> Fetched:
        status = response.status_code
        etag = response.headers.get("ETag", "")
        if status == 304:
            return Fetched(address, self.now(), None, etag)
        if status in TEMPORARY_STATUS:
            raise TemporaryFailure(f"answered {status}", _retry_after_s(response))
        if status != 200:
            raise FetchError(f"{address}: answered {status} {response.reason}")
        limits = self.limits
        sent = read_bounded(response.raw, limits.body_bytes, limits.body_s, self.clock)
        return Fetched(address, self.now(), unpacked(sent, limits.body_bytes), etag)


def _pause(state: tenacity.RetryCallState) -> float:
    """Seconds before the next attempt: random, growing, at least what the source asked for."""
    jittered = tenacity.wait_random_exponential(multiplier=1, max=LONGEST_WAIT_S)(state)
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after_s if isinstance(error, TemporaryFailure) else 0.0
    return max(jittered, min(asked, LONGEST_WAIT_S))


def _retry_after_s(response: requests.Response) -> float:
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() else 0.0


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
