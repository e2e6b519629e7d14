"""What do I buy, and when am I done? Walked as a buyer would."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def test_from_the_sentence_to_the_calendar_and_the_purchases(visitor: Visitor) -> None:
    page = visitor.open(path="/purchase_plan")
    expect(page.locator("h1")).to_contain_text("the cheapest way to be done in 120 days")
    expect(page.locator('[data-testid="stVegaLiteChart"] svg')).to_have_count(1)
    expect(page.get_by_role("table").first).to_contain_text("paid up front")


def test_a_surer_plan_travels_in_the_link(visitor: Visitor) -> None:
    page = visitor.open(path="/purchase_plan")
    field = page.get_by_role("spinbutton", name="Sure to be done in time")
    field.fill("95")
    field.press("Enter")
    expect(page).to_have_url(re.compile("sure_percent=95"))


def test_dates_stand_on_the_calendar_where_the_start_is_known(visitor: Visitor) -> None:
    page = visitor.open("v=1&start=2027-01-04", path="/purchase_plan")
    expect(page.locator('[data-testid="stVegaLiteChart"] svg')).to_contain_text("27")
    expect(page.get_by_role("table").first).to_contain_text("04 Jan 2027")
