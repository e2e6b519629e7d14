"""How long a visitor waits, measured in a real Chromium."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.timing import percentile
from tests.browser import chromium
from tests.browser.server import serve

CHART = '[data-testid="stVegaLiteChart"] svg'
SLIDER = '[data-testid="stSlider"] input[type="range"]'
STARTS, STEPS = 5, 40
STILL_MS, PATIENCE_MS = 300, 3000
# Resolves with the time from the key press to the page's last change, null if none came.
LAST_CHANGE = """([still, patience]) => new Promise(resolve => {
  const inChart = node => (node.nodeType === 1 ? node : node.parentElement)
    ?.closest('[data-testid="stVegaLiteChart"]');
  let pressed = null, last = null;
  const seen = new MutationObserver(changes => {
    if (pressed !== null && changes.some(c => inChart(c.target))) last = performance.now();
  });
  seen.observe(document.body,
    {subtree: true, childList: true, attributes: true, characterData: true});
  window.addEventListener('keydown', () => { pressed = performance.now(); },
    {once: true, capture: true});
  const timer = setInterval(() => {
    const waited = pressed === null ? 0 : performance.now() - (last ?? pressed);
    if (waited > (last === null ? patience : still)) {
      clearInterval(timer); seen.disconnect(); resolve(last === null ? null : last - pressed);
    }
  }, 20);
})"""


def measure() -> dict[str, float]:
    """First and second visit after a start, and the slider's latency [ms]."""
    firsts, seconds, steps = [], [], []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = chromium.launch(playwright)
        for start in range(STARTS):
            with serve(Path(folder) / "app.log") as url:
                context = browser.new_context(viewport={"width": 1280, "height": 900})
                firsts.append(visit(context, url))
                seconds.append(visit(context, url))
                context.close()
                if start == 0:
                    steps = _slider(browser, url)
        browser.close()
    return {
        "first visit after a start, chart drawn, median [ms]": statistics.median(firsts),
        "first visit after a start, chart drawn, worst [ms]": max(firsts),
        "second visit, chart drawn, median [ms]": statistics.median(seconds),
        "second visit, chart drawn, worst [ms]": max(seconds),
        "slider to redrawn page, median [ms]": statistics.median(steps),
        "slider to redrawn page, 95th percentile [ms]": percentile(steps, 0.95),
    }


def visit(context: BrowserContext, url: str) -> float:
    """Milliseconds from the request to the drawn chart."""
    page = context.new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(CHART)
    drawn = float(page.evaluate("performance.now()"))
    page.close()
    return drawn


def _slider(browser: Browser, url: str) -> list[float]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(CHART)
    page.wait_for_timeout(1000)
    taken = changes(page, ["ArrowRight" if i // 10 % 2 else "ArrowLeft" for i in range(STEPS)])
    context.close()
    return taken


def changes(page: Page, keys: Sequence[str]) -> list[float]:
    """Milliseconds of each key press on the slider that changed what the page says.

    Raises:
        RuntimeError: none did.
    """
    taken = [waited for key in keys if (waited := step(page, key)) is not None]
    if not taken:
        raise RuntimeError("the slider changed nothing on the page")
    return taken


def step(page: Page, key: str) -> float | None:
    """Milliseconds from one key press on the slider to the page's last change, None without."""
    page.locator(SLIDER).focus()
    # An assignment, so that evaluate does not wait for the promise before the key is pressed.
    page.evaluate(
        f"(wait) => {{ window.lastChange = ({LAST_CHANGE})(wait); }}", [STILL_MS, PATIENCE_MS]
    )
    page.keyboard.press(key)
    taken = page.evaluate("window.lastChange")
    return None if taken is None else float(taken)
