"""Whether a long history of prices makes the page slower to open, in a real Chromium."""

from __future__ import annotations

import os
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.catalog_file import catalog
from bench.page_speed import visit
from bench.price_speed import keep, lengthen
from pricing.store.address import FILE_NAME, file_address
from pricing.store.store import open_store
from tests.browser import chromium
from tests.browser.server import serve

VISITS = 5
# By then the store is open and its book is the one the page answers from.
STORE_OPEN_MS = 10_000


def measure() -> dict[str, float]:
    """The page's first and later visits on a new store and on one of a million prices [ms]."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        short, long = Path(folder) / "short", Path(folder) / "long"
        _make(long)
        browser = chromium.launch(playwright)
        before = os.environ.get("CROSSOVER_CACHE_DIR")
        figures: dict[str, float] = {}
        for name, cache in (("a new store", short), ("1,000,000 prices", long)):
            os.environ["CROSSOVER_CACHE_DIR"] = str(cache)
            first, later = _opened(browser, Path(folder) / "app.log")
            figures[f"page opened on {name}, first visit [ms]"] = first
            figures[f"page opened on {name}, later visits, median [ms]"] = later
        browser.close()
        if before is not None:
            os.environ["CROSSOVER_CACHE_DIR"] = before
    return figures


def _make(folder: Path) -> None:
    store = open_store(file_address(folder / FILE_NAME))
    keep(store, catalog(), datetime.now(UTC))
    lengthen(store)
    store.close()


def _opened(browser: Browser, log: Path) -> tuple[float, float]:
    with serve(log) as url:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        first = visit(context, url)
        page = context.new_page()
        page.wait_for_timeout(STORE_OPEN_MS)
        later = statistics.median(visit(context, url) for _ in range(VISITS))
        context.close()
    return first, later
