"""Asynchronous work inside a test, whatever ran in its process before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def on_a_loop(work: Awaitable[T]) -> T:
    """What the work gives, on a thread of its own: a browser's loop may be running on this one."""

    async def run() -> T:
        return await work

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, run()).result()
