"""Break-even in a real browser: somebody asks what would have to be true."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

CHARTS = '[data-testid="stVegaLiteChart"] svg'


def test_from_compare_to_what_would_have_to_be_true(visitor: Visitor) -> None:
    page = visitor.open("v=1&tokens=2T")
    page.get_by_role("link", name="Break-even").click()
    expect(page.locator("h1").first).to_have_text(re.compile(r"MFU"))
    expect(page.get_by_text("Published Trainium2 runs")).to_be_visible()
    expect(page.locator(CHARTS)).to_have_count(2)
    expect(page).to_have_url(re.compile(r"break_even\?.*tokens=2T"))
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_dearer_porting_changes_the_answer_and_the_address(visitor: Visitor) -> None:
    page = visitor.open(path="/break_even")
    weeks = page.get_by_role("spinbutton", name="Engineer-weeks")
    weeks.fill("5000")
    weeks.press("Enter")
    expect(page).to_have_url(re.compile("porting_weeks=5000"))
    expect(page.get_by_text("Porting costs $19M of work")).to_be_visible()


def test_bought_on_demand_trainium_has_the_price_it_would_need(visitor: Visitor) -> None:
    page = visitor.open("v=1&purchase_option=on_demand", path="/break_even")
    expect(page.locator("h1").first).to_contain_text("would have to be sold for $")
    expect(page.locator(CHARTS)).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "color_scheme"), [(390, "light"), (1280, "dark"), (2560, "light")]
)
def test_the_page_fits_the_window(
    visit: Callable[..., Visitor], width: int, color_scheme: str
) -> None:
    visitor = visit(width=width, color_scheme=color_scheme)
    page = visitor.open(path="/break_even")
    expect(page.locator(CHARTS)).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
