"""Takes the pictures of the README: `make screenshots`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.server import ROOT, serve

PICTURES = {
    "compare-light": (1280, 950, "light"),
    "compare-dark": (1280, 2480, "dark"),
    "compare-phone": (390, 1750, "light"),
    "break_even-light": (1280, 1100, "light"),
    "break_even-dark": (1280, 1100, "dark"),
    "break_even-phone": (390, 844, "light"),
    "budget-light": (1280, 900, "light"),
    "budget-dark": (1280, 900, "dark"),
    "budget-phone": (390, 844, "light"),
    "claims-light": (1280, 1100, "light"),
    "claims-dark": (1280, 1100, "dark"),
    "claims-phone": (390, 844, "light"),
    "purchase_plan-light": (1280, 1100, "light"),
    "purchase_plan-dark": (1280, 1100, "dark"),
    "purchase_plan-phone": (390, 844, "light"),
    "validation-light": (1280, 1100, "light"),
    "validation-dark": (1280, 1100, "dark"),
    "validation-phone": (390, 844, "light"),
    "evidence-light": (1280, 1100, "light"),
    "evidence-dark": (1280, 1100, "dark"),
    "evidence-phone": (390, 844, "light"),
    "method-light": (1280, 1100, "light"),
    "method-dark": (1280, 1100, "dark"),
    "method-phone": (390, 844, "light"),
    "your_runs-light": (1280, 1100, "light"),
    "your_runs-dark": (1280, 1100, "dark"),
    "your_runs-phone": (390, 844, "light"),
}


def main() -> None:
    """Write each picture to `docs/`."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = chromium.launch(playwright)
        with serve(Path(folder) / "app.log") as url:
            for name, (width, height, scheme) in PICTURES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                )
                page = context.new_page()
                page.goto(f"{url}/{name.rsplit('-', 1)[0].removeprefix('compare')}")
                page.wait_for_selector("h1")
                page.wait_for_selector('[data-test-script-state="notRunning"]')
                page.wait_for_timeout(1500)
                page.screenshot(path=ROOT / "docs" / f"{name}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
