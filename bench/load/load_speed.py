"""How many visitors one process of the app serves, and what an idle one costs."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path
from random import Random
from typing import Any

import psutil

from bench.load.habits import change
from bench.load.visitor import Visitor
from bench.timing import percentile
from pages.shared.shell import PAGES
from tests.browser.server import serve

VISITORS, PAUSE_S, MEASURED_S = 100, 5.0, 60.0
JOINING_PER_S = 10.0
AT_ONCE = 20
SEARCHES = 25
MIB = 2**20


def measure() -> dict[str, float]:
    """Figures of one process: a crowd, a stampede, a neighbour who searches, memory."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "app.log"
        with serve(log) as url:
            figures = asyncio.run(_stampede(url))
            figures |= asyncio.run(_neighbour(url))
        # A process of its own: the crowd finds nothing that others have computed before it.
        with serve(log) as url:
            figures |= asyncio.run(_crowd(url))
        with serve(log) as url:
            figures |= asyncio.run(_idle(url))
    return figures


async def _stampede(url: str) -> dict[str, float]:
    """Visitors who open the page in the same moment, on a server that has been visited."""
    async with Visitor(url) as first:
        await first.run()

    async def visit() -> float:
        start = time.perf_counter()
        async with Visitor(url) as visitor:
            await visitor.run()
            return (time.perf_counter() - start) * 1e3

    taken = await asyncio.gather(*(visit() for _ in range(AT_ONCE)))
    return {f"{AT_ONCE} first visits at once, the last one's answer [ms]": max(taken)}


async def _neighbour(url: str) -> dict[str, float]:
    """How long a visitor who moves a slider is held up while another has much computed."""
    async with Visitor(url) as searching, Visitor(url) as sliding:
        await searching.run()
        await sliding.run()
        alone = [await _slide(sliding, step) for step in range(SEARCHES)]
        searches: list[float] = []

        async def search() -> None:
            for step in range(SEARCHES):
                # A batch nobody has asked for before: every platform is searched again.
                searches.append(await searching.change("global_batch_seqs", 1000 + 8 * step))

        async def walk() -> None:
            for step, (page, _, _) in enumerate(PAGES):
                async with Visitor(url, page) as walking:
                    await walking.open(f"v=1&model=deepseek-v3&global_batch_seqs={2000 + 8 * step}")

        beside = await _sliding_beside(sliding, search())
        walked = await _sliding_beside(sliding, walk())
    usual = statistics.median(alone)
    return {
        "new search, median [ms]": statistics.median(searches),
        "new search, 95th percentile [ms]": percentile(searches, 0.95),
        "slider, alone, median [ms]": usual,
        "slider, beside new searches, median [ms]": statistics.median(beside),
        "slider, beside new searches, longest held up [ms]": max(beside) - usual,
        "slider, beside every page anew, longest held up [ms]": max(walked) - usual,
    }


async def _sliding_beside(visitor: Visitor, work: Coroutine[Any, Any, None]) -> list[float]:
    """How long each move of the slider takes until some work of another visitor is done [ms]."""
    busy = asyncio.create_task(work)
    taken: list[float] = []
    while not busy.done():
        taken.append(await _slide(visitor, len(taken)))
    await busy
    return taken


async def _slide(visitor: Visitor, step: int) -> float:
    # Between values both of which have been seen: what is left is the page itself.
    return await visitor.change("deadline_days", (100, 110)[step % 2])


async def _crowd(url: str) -> dict[str, float]:
    """Visitors who each change something every few seconds."""
    process = _process(url)
    taken: list[float] = []

    async def visit(number: int) -> None:
        chance = Random(number)
        await asyncio.sleep(number / JOINING_PER_S)
        async with Visitor(url) as visitor:
            await visitor.run()
            end = start + VISITORS / JOINING_PER_S + MEASURED_S
            while time.perf_counter() < end:
                await visitor.rest(chance.expovariate(1 / PAUSE_S))
                waited = await visitor.change(*change(chance))
                if time.perf_counter() - start > VISITORS / JOINING_PER_S:
                    taken.append(waited)

    start = time.perf_counter()
    used = sum(process.cpu_times()[:2])
    await asyncio.gather(*(visit(number) for number in range(VISITORS)))
    wall = time.perf_counter() - start
    name = f"{VISITORS} visitors, a change each {PAUSE_S:g} s"
    return {
        f"{name}: changes in all": len(taken),
        f"{name}: median [ms]": statistics.median(taken),
        f"{name}: 95th percentile [ms]": percentile(taken, 0.95),
        f"{name}: worst [ms]": max(taken),
        f"{name}: processor used [%]": (sum(process.cpu_times()[:2]) - used) / wall * 100,
        f"{name}: memory of the process [MiB]": process.memory_info().rss / MIB,
    }


async def _idle(url: str) -> dict[str, float]:
    """What a session that is open and does nothing costs."""
    process = _process(url)
    visitors = [Visitor(url) for _ in range(VISITORS)]
    warm = [Visitor(url) for _ in range(AT_ONCE)]
    for visitor in warm:
        await visitor.__aenter__()
        await visitor.run()
    before = process.memory_info().rss
    for visitor in visitors:
        await visitor.__aenter__()
        await visitor.run()
    after = process.memory_info().rss
    for visitor in (*warm, *visitors):
        await visitor.__aexit__(None, None, None)
    return {"memory of an idle session [MiB]": (after - before) / MIB / VISITORS}


def _process(url: str) -> psutil.Process:
    port = int(url.rpartition(":")[2])
    for connection in psutil.net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
            return psutil.Process(connection.pid)
    raise RuntimeError(f"nothing listens on {url}")
