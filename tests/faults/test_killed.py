"""A process killed at any point of a refresh or a save: all of it is there, or nothing of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from pricing.store.store import Store
from tests.pricing.loopback import Answer
from tests.pricing.quotes import NOW
from tests.pricing.refresh.world import CATALOG, World, catalog
from tests.pricing.store.keeping import live_quotes, points
from workspace import workspaces

ROOT = Path(__file__).resolve().parents[2]


def kills(*work: str) -> Iterator[None]:
    """Comes by after each kill of a piece of work; ends when the work has come to its end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.killed", *work], cwd=ROOT, text=True,
        env={name: value for name, value in os.environ.items() if name != "CROSSOVER_OFFLINE"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    while (said := process.stdout.readline()) == "killed\n":
        yield
        process.stdin.write("\n")
        process.stdin.flush()
    assert (said, process.communicate()[1]) == ("done\n", "")


def test_wherever_a_refresh_is_killed_a_price_is_the_old_or_the_new_one(
    store: Store, world: World
) -> None:
    told = count(50)
    served: list[float] = []

    def answer(_: object) -> Answer:
        served.append(float(next(told)))
        return Answer(catalog(served[-1]))

    world.answers[CATALOG] = answer
    shown: list[float] = []
    times = 0
    for _ in kills("refresh", "3"):
        times += 1
        prices = sorted(q.usd_per_hour for q in live_quotes(store))
        now = prices[1:] or shown[-1:]
        assert prices == ([18.7, *now] if now else [])
        assert set(now) <= {*shown[-1:], *served[-1:]}
        shown += [price for price in now if price not in shown]
        assert [price for _, price in points(store)] == shown
    assert times > 10
    assert sorted(q.usd_per_hour for q in live_quotes(store)) == [18.7, served[-1]]


def test_wherever_a_save_is_killed_a_workspace_holds_the_text_before_or_after(url: str) -> None:
    kept = workspaces()
    assert kept
    address = kept.make("0", NOW.date())
    before, times = 0, 0
    for _ in kills("save", "1", address):
        times += 1
        now = int(kept.read(address, NOW.date()))
        assert now in (before, times)
        before = now
    assert times >= 3
    assert int(kept.read(address, NOW.date())) == times + 1
    kept.close()
