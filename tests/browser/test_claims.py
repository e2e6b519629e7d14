"""Does the slogan hold? Walked as its reader would."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def test_from_the_slogan_to_what_it_would_need(visitor: Visitor) -> None:
    page = visitor.open(path="/claims")
    expect(page.locator("h1")).to_contain_text("Apple’s 50 %")
    expect(page.get_by_text("we expect").first).to_be_visible()
    expect(page.locator('[data-testid="stVegaLiteChart"] svg')).to_have_count(1)
    expect(page.get_by_role("table")).to_contain_text("50 % less cost for the same work")


def test_from_the_40_percent_to_the_pairs_behind_it(visitor: Visitor) -> None:
    page = visitor.open("v=1&claim=apple-search", path="/claims")
    expect(page.locator("h1")).to_contain_text("measured pairs")
    page.get_by_text("The pairs, their prices and sources").click()
    expect(page.get_by_role("table")).to_contain_text("c8g.4xlarge")


def test_a_claim_typed_in_travels_in_the_link(visitor: Visitor) -> None:
    page = visitor.open("v=1&claim=own&claim_percent=25&claim_meaning=cost", path="/claims")
    expect(page.locator("h1")).to_contain_text("Your 25 %")
    field = page.get_by_role("spinbutton", name="Percent claimed")
    field.fill("10")
    field.press("Enter")
    expect(page).to_have_url(re.compile("claim_percent=10"))
    expect(page.locator("h1")).to_contain_text("Your 10 %")


def test_tables_of_sources_stay_inside_the_page(visitor: Visitor) -> None:
    page = visitor.open("v=1&claim=apple-search", path="/claims")
    for title in ("The pairs, their prices and sources", "Every claim in the ledger"):
        visitor.open_box(title)
    expect(page.get_by_role("table")).to_have_count(2)
    expect(page.get_by_role("table").last).to_contain_text("TechCrunch")
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
