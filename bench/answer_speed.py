"""How long the answer itself takes, without a page around it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.timing import milliseconds
from model.comparison import compare
from model.hardware import instances
from model.price import find_price, prices_from_rows
from model.scenario.scenario import default_scenario
from pricing import snapshot_book

ROOT = Path(__file__).resolve().parents[1]
# Twelve platforms with their best cluster sizes, in a process that has answered nothing yet.
COLD = """
import time
from model.comparison import compare
from model.hardware import instances
from model.price import prices_from_rows
from model.scenario.scenario import default_scenario
from pricing import snapshot_book
prices = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
names = [i.instance_type for i in instances().values() if i.provider == "aws"][:12]
scenario = default_scenario().changed(platforms=tuple(names))
start = time.perf_counter()
compare(scenario, prices)
print((time.perf_counter() - start) * 1e3)
"""


def measure() -> dict[str, float]:
    """Times of the comparison and of its parts [ms]."""
    prices = prices_from_rows(quote.model_dump() for quote in snapshot_book().quotes)
    default = default_scenario()
    names = [i.instance_type for i in instances().values() if i.provider == "aws"][:12]
    twelve = default.changed(platforms=tuple(names))
    compare(twelve, prices)
    other_price = twelve.changed(purchase_option="on_demand")
    cold = subprocess.run(
        [sys.executable, "-c", COLD], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return {
        "compare 12 platforms, cold [ms]": float(cold.stdout),
        "compare 12 platforms, no new search [ms]": milliseconds(
            lambda: compare(other_price, prices), 20
        ),
        "find a price in the book [ms]": milliseconds(
            lambda: find_price(prices, "p5.48xlarge", "us-east-2", "capacity_block"), 100
        ),
    }
