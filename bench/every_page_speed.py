"""How long each page keeps a visitor waiting, measured in a real Chromium."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench.page_speed import SLIDER, changes, visit
from bench.timing import percentile
from pages.shared.shell import PAGES
from tests.browser import chromium
from tests.browser.server import serve

HEADLINE = '[data-testid="stMain"] h1'
# Pages whose answer follows the deadline.
ANSWERS = ("compare", "break_even", "budget", "purchase_plan", "evidence")
STEPS = 20
SETTLED_MS = 1500


def measure() -> dict[str, float]:
    """Each page's first answer, at once and where it needs a new search, and its changes [ms]."""
    figures: dict[str, float] = {}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = chromium.launch(playwright)
        with serve(Path(folder) / "app.log") as url:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            visit(context, url)
            for number, (name, title, _) in enumerate(PAGES):
                # A batch that no page has been asked for before: every platform is searched.
                new = f"?v=1&global_batch_seqs={960 + 8 * number}"
                figures[f"{title}: first answer [ms]"] = _open(context, f"{url}/{name}")
                figures[f"{title}: of a new search [ms]"] = _open(context, f"{url}/{name}{new}")
                if name in ANSWERS:
                    taken = _slide(context, f"{url}/{name}")
                    figures[f"{title}: a change, 95th percentile [ms]"] = percentile(taken, 0.95)
        browser.close()
    return figures


def _open(context: BrowserContext, url: str) -> float:
    """Milliseconds from the request to the headline, which is the answer."""
    page = context.new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(HEADLINE)
    drawn = float(page.evaluate("performance.now()"))
    page.close()
    return drawn


def _slide(context: BrowserContext, url: str) -> list[float]:
    page: Page = context.new_page()
    page.goto(url)
    page.wait_for_selector(HEADLINE)
    page.wait_for_selector(SLIDER)
    page.wait_for_timeout(SETTLED_MS)
    taken = changes(page, ["ArrowLeft"] * STEPS)
    page.close()
    return taken
