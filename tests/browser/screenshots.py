"""Takes the pictures of the README: `make screenshots`."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from model.comparison import compare
from model.frozen import freeze, frozen_url
from model.price import prices_from_rows
from model.scenario import default_scenario
from pages.shared.shell import PAGES
from pricing import snapshot_book
from tests.browser import chromium
from tests.browser.server import ROOT, serve

WIDE, NARROW = 1280, 390
HEIGHT, NARROW_HEIGHT = 1100, 844
# How far down the first page's pictures go.
HEIGHTS = {"compare-dark": 2480, "compare-light": 950, "compare-phone": 1750}


def main() -> None:
    """Write each page's pictures to `docs/`: light, dark and as on a phone."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = chromium.launch(playwright)
        settings = {"CROSSOVER_OFFLINE": "1", "CROSSOVER_CACHE_DIR": folder}
        with serve(Path(folder) / "app.log", settings) as url:
            for name, address in addresses(url).items():
                _picture(browser, address, f"{name}-light", WIDE, HEIGHT)
                _picture(browser, address, f"{name}-dark", WIDE, HEIGHT)
                _picture(browser, address, f"{name}-phone", NARROW, NARROW_HEIGHT)
            _memo(browser, url)
        browser.close()


def addresses(url: str) -> dict[str, str]:
    """The address of every page, by its name."""
    scenario = default_scenario()
    prices = prices_from_rows(quote.model_dump() for quote in snapshot_book().quotes)
    quoted = freeze(compare(scenario, prices), datetime.now(UTC).date())
    return {
        **{name: f"{url}/{name.removeprefix('compare')}" for name, _, _ in PAGES},
        "frozen": frozen_url(quoted, url),
    }


def _picture(browser: Browser, address: str, name: str, width: int, height: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(name, height)},
        color_scheme="dark" if name.endswith("-dark") else "light",
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("h1")
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    page.wait_for_timeout(1500)
    page.screenshot(path=ROOT / "docs" / f"{name}.png")
    context.close()


def _memo(browser: Browser, url: str) -> None:
    """The memo as a page of its own, light and dark."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(url)
        page.get_by_role("button", name="Memo", exact=True).click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Decision memo (HTML)").click()
        memo = Path(download.value.path()).read_text(encoding="utf-8")
        page.set_viewport_size({"width": 920, "height": 1240})
        page.set_content(memo)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.screenshot(path=ROOT / "docs" / f"memo-{scheme}.png")


if __name__ == "__main__":
    main()
