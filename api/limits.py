"""How much one client may ask for, in bounded memory."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request

from api.problems import Problem

MAX_BODY_BYTES = 64 * 1024
REQUESTS_PER_MINUTE = 60
BURST = 20
MAX_CLIENTS = 10_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class RateLimit:
    """A token bucket for each client; of too many clients those not seen for longest are forgotten.

    To be forgotten is to start with a full bucket, so a forgotten client is never refused for it.
    """

    def __init__(
        self,
        per_minute: float = REQUESTS_PER_MINUTE,
        burst: int = BURST,
        max_clients: int = MAX_CLIENTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_second, self._burst = per_minute / 60, burst
        self._max_clients, self._clock = max_clients, clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait_seconds(self, client: str) -> float:
        """Take one request of a client's; 0 if it may be answered, else how long to wait [s]."""
        now = self._clock()
        bucket = self._buckets.pop(client, None) or _Bucket(self._burst, now)
        filled = bucket.tokens + (now - bucket.filled_at) * self._per_second
        bucket.tokens, bucket.filled_at = min(self._burst, filled), now
        self._buckets[client] = bucket
        if len(self._buckets) > self._max_clients:
            self._buckets.popitem(last=False)
        if bucket.tokens < 1:
            return (1 - bucket.tokens) / self._per_second
        bucket.tokens -= 1
        return 0.0

    def check(self, request: Request) -> None:
        """Count a request.

        Raises:
            Problem: its client asks too often.
        """
        wait = self.wait_seconds(request.client.host if request.client else "")
        if wait:
            seconds = math.ceil(wait)
            raise Problem(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"Too many requests: ask again in {seconds} s.",
                headers={"Retry-After": str(seconds)},
            )


async def body_of(request: Request, most_bytes: int = MAX_BODY_BYTES) -> bytes:
    """The body of a request, never more of it than is allowed.

    Raises:
        Problem: it is larger.
    """
    too_large = Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {most_bytes:,} bytes."
    )
    announced = request.headers.get("content-length", "0")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > most_bytes:
        raise too_large
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most_bytes:
            raise too_large
    return bytes(body)
