"""Budget in a real browser: somebody asks what their money trains."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

CHART = '[data-testid="stVegaLiteChart"] svg'
SMALL = "v=1&model=llama3.1-8b&budget_usd=200000"


def test_from_compare_to_what_the_money_trains(visitor: Visitor) -> None:
    page = visitor.open("v=1&model=llama3.1-8b&tokens=1T")
    page.get_by_role("link", name="Budget").click()
    expect(page.locator("h1").first).to_have_text(re.compile(r"^\$10M trains Llama 3.1 8B on"))
    expect(page.locator(CHART)).to_have_count(1)
    budget = page.get_by_role("spinbutton", name="Budget (USD)")
    budget.fill("200000")
    budget.press("Enter")
    expect(page.locator("h1").first).to_have_text(re.compile(r"^\$200K trains"))
    expect(page).to_have_url(re.compile("budget_usd=200000"))


def test_another_goal_changes_the_headline_and_the_chart(visitor: Visitor) -> None:
    page = visitor.open(SMALL, path="/budget")
    page.get_by_role("radio", name="Largest model").click()
    expect(page.locator("h1").first).to_have_text(re.compile("trains a model of .* parameters"))
    expect(page).to_have_url(re.compile("budget_goal=largest_model"))
    expect(page.locator(CHART)).to_contain_text("Parameters of the model")
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "color_scheme"), [(390, "light"), (1280, "dark"), (2560, "light")]
)
def test_the_page_fits_the_window(
    visit: Callable[..., Visitor], width: int, color_scheme: str
) -> None:
    visitor = visit(width=width, color_scheme=color_scheme)
    page = visitor.open(SMALL, path="/budget")
    expect(page.locator(CHART)).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
