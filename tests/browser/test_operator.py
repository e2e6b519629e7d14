"""The operator page in a real browser: absent without a secret, behind it where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.server import serve

pytestmark = pytest.mark.browser
SECRET = "a secret of a test, long"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("operator") / "serve.log"
    with serve(log, {"CROSSOVER_OPERATOR_SECRET": SECRET}, script="serve.py") as url:
        yield url


def test_without_a_secret_there_is_no_such_page(visitor: Visitor) -> None:
    page = visitor.open(path="/operator")
    expect(page.get_by_text("Page not found")).to_be_visible()
    expect(page.get_by_label("Secret")).to_have_count(0)


@pytest.mark.parametrize(("width", "color_scheme"), [(390, "dark"), (1280, "light")])
def test_the_secret_opens_it(
    guarded: str, visit: Callable[..., Visitor], width: int, color_scheme: str
) -> None:
    visitor = visit(width=width, color_scheme=color_scheme)
    visitor.url = guarded
    # The first page a server is asked for: it has run nothing yet.
    page = visitor.open(path="/operator")
    expect(page.get_by_role("link", name="Operator")).to_have_count(0)
    box = page.get_by_role("textbox", name="Secret")
    box.fill("not this one, but as long")
    page.get_by_role("button", name="Open the page").click()
    expect(page.get_by_text("This is not the secret.")).to_be_visible()
    expect(box).to_have_value("")
    box.fill(SECRET)
    page.get_by_role("button", name="Open the page").click()
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    expect(page.get_by_text("1 open session")).to_be_visible()
    expect(page.get_by_role("table").first).to_contain_text("operator")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert SECRET not in page.content()
    expect(page.get_by_test_id("stException")).to_have_count(0)
