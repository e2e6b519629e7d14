"""The HTTP interface on a free port of this machine."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from api import api
from api.limits import RateLimit
from tests.browser.server import free_port


@contextlib.contextmanager
def serving(limit: RateLimit) -> Iterator[str]:
    """The interface with a rate limit; its address."""
    with running(Starlette(routes=[Mount("/api", app=api(limit))])) as url:
        yield f"{url}/api"


@contextlib.contextmanager
def running(app: Starlette) -> Iterator[str]:
    """An application on a free port; its address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    started = threading.Event()
    server.startup = _then(server.startup, started)  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert started.wait(20)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


def _then(start, started):  # type: ignore[no-untyped-def]
    async def run(*arguments, **named):  # type: ignore[no-untyped-def]
        await start(*arguments, **named)
        started.set()

    return run


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with serving(RateLimit(per_minute=1e9, burst=10**9)) as url:
        yield url
