"""One served app and one Chromium for all browser tests; each test gets a fresh visitor."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import chromium
from tests.browser.server import serve

# Only a test that fails waits so long; a machine that does much else is slow.
PATIENCE_MS = 60_000
CLICKS = 6
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Visitor:
    """A browser of its own, with what it asked for and complained about."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)

    def open(self, query: str = "", path: str = "/") -> Page:
        """Open a page of the app and wait for its answer."""
        self.page.goto(f"{self.url}{path}{'?' if query else ''}{query}")
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until the app has answered and stands still."""
        expect(self.page.locator("h1").first).to_be_visible()
        expect(self.page.get_by_test_id("stApp")).to_have_attribute(
            "data-test-script-state", "notRunning"
        )

    def open_box(self, label: str) -> None:
        """Open an expander; what moves away while it is clicked is clicked again, as one would."""
        box = self.page.locator("details").filter(has=self.page.locator("summary", has_text=label))
        for _ in range(CLICKS):
            if box.get_attribute("open") is None:
                box.locator("summary").click()
            with contextlib.suppress(AssertionError):
                expect(box).to_have_attribute("open", "", timeout=PATIENCE_MS / CLICKS)
                self.settled()
                return
        expect(box).to_have_attribute("open", "")

    def query(self) -> str:
        """What stands behind the ? in the address bar."""
        return urlsplit(self.page.url).query

    def answer(self) -> str:
        """The answer as the visitor reads it: headline, sentence and table."""
        table = self.page.get_by_role("table").first.inner_text()
        return self.page.locator("h1").first.inner_text() + "\n" + table

    def row(self, instance_type: str) -> dict[str, str]:
        """What the table says of one platform, by the name of the column."""
        rows = self.page.get_by_role("table").first.get_by_role("row").all()
        cells = [row.locator("th, td").all_inner_texts() for row in rows]
        found = next(row for row in cells if instance_type in row[0])
        return dict(zip(cells[0], found, strict=True))

    def note(self, instance_type: str) -> str:
        """What stands below the table about one platform."""
        item = self.page.get_by_role("listitem").filter(has_text=instance_type)
        return item.first.inner_text()


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("app") / "app.log") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = chromium.launch(playwright)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, app_url: str) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors: `visit(width=390, color_scheme="dark")`."""
    contexts = []

    def make(width: int = 1280, height: int = 900, color_scheme: str = "light") -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=color_scheme
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        visitor = Visitor(context.new_page(), app_url)
        visitor.page.on("request", lambda request: visitor.requests.append(request.url))
        visitor.page.on(
            "console",
            lambda message: (
                visitor.console_errors.append(message.text) if message.type == "error" else None
            ),
        )
        visitor.page.on("pageerror", lambda error: visitor.console_errors.append(str(error)))
        return visitor

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    return visit()
