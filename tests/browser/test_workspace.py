"""A library shared on a server with a database: two people change it, nobody else finds it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import serve
from tests.browser.test_library import keep

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hosted")
    database = {"CROSSOVER_DATABASE_URL": f"sqlite:///{folder}/prices.sqlite"}
    with serve(folder / "app.log", database) as url:
        yield url


@pytest.fixture
def person(browser: Browser, hosted: str) -> Iterator[Page]:
    # Wide enough for every page to stand in the navigation.
    context = browser.new_context(viewport={"width": 1900, "height": 900})
    yield context.new_page()
    context.close()


def holds(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=f"This workspace holds {words}")).to_be_visible()


def test_two_people_share_a_workspace_by_its_address(
    person: Page, browser: Browser, hosted: str
) -> None:
    person.goto(f"{hosted}/library?v=1&tokens=2T")
    keep(person, "Mine")
    expect(person.get_by_role("heading", name="Your library holds 1 scenario")).to_be_visible()
    person.get_by_role("button", name="Share as a workspace").click()
    person.get_by_role("button", name="Make the workspace").click()
    holds(person, "1 scenario")
    address = person.get_by_test_id("stCode").inner_text().strip()
    assert address.startswith(f"{hosted}/library?workspace=")

    context = browser.new_context()
    other = context.new_page()
    other.goto(address)
    holds(other, "1 scenario")
    keep(other, "Theirs")
    holds(other, "2 scenarios")

    # The first has not seen it yet, and what both have done is kept.
    keep(person, "Third")
    holds(person, "3 scenarios")
    person.reload()
    holds(person, "3 scenarios")

    # A scenario shared from here does not carry the workspace along.
    person.get_by_role("link", name="Compare").first.click()
    expect(person.get_by_role("heading", level=1)).to_be_visible()
    expect(person).to_have_url(f"{hosted}/?v=1&tokens=2T")
    person.get_by_role("link", name="Library").first.click()
    holds(person, "3 scenarios")

    other.get_by_role("button", name="Leave the workspace").click()
    expect(other.get_by_role("heading", name="Your library holds 0 scenarios")).to_be_visible()
    assert "workspace" not in other.url
    context.close()


def test_an_address_without_a_workspace_says_so_and_leaves_a_way_out(
    person: Page, hosted: str
) -> None:
    person.goto(f"{hosted}/library?workspace=mistyped")
    expect(person.get_by_text("There is no workspace at this address")).to_be_visible()
    person.get_by_role("button", name="Leave the workspace").click()
    expect(person.get_by_role("heading", name="Your library holds 0 scenarios")).to_be_visible()


def test_a_server_without_a_database_offers_none(browser: Browser, app_url: str) -> None:
    page = browser.new_page()
    page.goto(f"{app_url}/library")
    expect(page.get_by_role("heading", name="Your library holds 0 scenarios")).to_be_visible()
    expect(page.get_by_role("button", name="Share as a workspace")).to_have_count(0)
    page.close()
