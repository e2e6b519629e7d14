"""Puts the preview of a link into the page that opens it.

A program that unfurls links reads the page as it comes and runs no script: it gets the answer in
the tags. A person's browser draws the answer itself and does not wait for them.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import book_revision
from api.limits import RateLimit
from api.preview import ANY_LINK, Preview, preview

KEPT = 512
BUDGET_SECONDS = 3.0
MAX_PAGE_BYTES = 1_000_000
_NO_PAGE = re.compile(
    r"^/(_stcore|static|media|component|app|api|healthz|metrics)(/|$)|\.[a-z0-9]+$"
)
_TITLE = re.compile(rb"<title>.*?</title>", re.DOTALL)
# What would make the answer something else than the whole page as text.
_CONDITIONS = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"})
_ABOUT_THE_BODY = frozenset({b"content-length", b"etag", b"last-modified"})


class PreviewMiddleware:
    """Adds tags to the pages of the app it wraps; lets everything else through."""

    def __init__(
        self,
        app: ASGIApp,
        make: Callable[[str], Preview] = preview,
        limit: RateLimit | None = None,
        budget_seconds: float = BUDGET_SECONDS,
        revision: Callable[[], int] = book_revision,
    ) -> None:
        self._app, self._make, self._revision = app, make, revision
        self._limit = RateLimit() if limit is None else limit
        self._budget_seconds = budget_seconds
        self._made: OrderedDict[tuple[int, str], Preview] = OrderedDict()
        self._making: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET" or _NO_PAGE.search(scope["path"]):
            await self._app(scope, receive, send)
            return
        shown = await self._preview(scope)
        headers = [(k, v) for k, v in scope["headers"] if k.lower() not in _CONDITIONS]
        page = _Page(send, shown)
        await self._app({**scope, "headers": headers}, receive, page.send)

    async def _preview(self, scope: Scope) -> Preview:
        query = scope["query_string"].decode("latin-1")
        key = (self._revision(), query)
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key]
        client = scope["client"][0] if scope.get("client") else ""
        headers = dict(scope["headers"])
        by_a_person = headers.get(b"sec-fetch-dest") == b"document"
        busy = self._making is not None and not self._making.done()
        if by_a_person or busy or self._limit.wait_seconds(client):
            return ANY_LINK
        # One at a time, and whoever asked does not wait for ever: it is then there the next time.
        self._making = asyncio.create_task(self._keep(key))
        await asyncio.wait({self._making}, timeout=self._budget_seconds)
        return self._made.get(key, ANY_LINK)

    async def _keep(self, key: tuple[int, str]) -> None:
        try:
            made = await anyio.to_thread.run_sync(self._make, key[1])
        except Exception:  # a page without a preview is better than none
            made = ANY_LINK
        self._made[key] = made
        if len(self._made) > KEPT:
            self._made.popitem(last=False)


class _Page:
    """Holds a page back until it is whole, then sends it with the tags in its head."""

    def __init__(self, send: Send, shown: Preview) -> None:
        self._send, self._shown = send, shown
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
            return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        more = message.get("more_body", False)
        if more and len(self._body) <= MAX_PAGE_BYTES:
            return
        start, self._start = self._start, None
        body = bytes(self._body) if more else self._with_tags(bytes(self._body))
        headers = [(k, v) for k, v in start["headers"] if k.lower() not in _ABOUT_THE_BODY]
        if not more:
            headers.append((b"content-length", str(len(body)).encode("ascii")))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body, "more_body": more})

    def _with_tags(self, body: bytes) -> bytes:
        if b"</head>" not in body:
            return body
        tags = self._shown.tags().encode("utf-8")
        return _TITLE.sub(b"", body, count=1).replace(b"</head>", tags + b"</head>", 1)


def _is_page(start: Message) -> bool:
    kind = dict(start["headers"]).get(b"content-type", b"")
    return bool(start["status"] == 200 and kind.startswith(b"text/html"))
