"""Validation, Evidence, Method and Your runs in a real browser, walked by somebody who doubts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.model.test_run_log import MEGATRON, log

pytestmark = pytest.mark.browser

CHART = '[data-testid="stVegaLiteChart"] svg'
PAGES = ["validation", "evidence", "method", "your_runs"]


def test_how_far_off_are_you_and_on_my_chip(visitor: Visitor) -> None:
    page = visitor.open(path="/validation")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Half of the predictions")
    expect(page.locator(CHART)).to_be_visible()
    table = page.get_by_role("table").first
    expect(table).to_contain_text("Trainium1")
    page.get_by_role("combobox", name="Chip").click()
    page.get_by_role("option", name="Trainium1").click()
    expect(page).to_have_url(re.compile("runs_chip=trainium1"))
    expect(table).not_to_contain_text("H100")


def test_a_run_is_found_by_its_words_and_the_link_keeps_the_search(visitor: Visitor) -> None:
    page = visitor.open(path="/validation")
    page.get_by_role("textbox", name="Find a run").fill("llama2-70b axlearn paper")
    page.get_by_role("textbox", name="Find a run").press("Enter")
    expect(page.get_by_role("heading", name="Runs found")).to_be_visible()
    expect(page.get_by_role("table").nth(1)).to_contain_text("Trainium2")
    expect(page).to_have_url(re.compile("runs_find="))


def test_the_runs_can_be_taken_along_as_csv(visitor: Visitor) -> None:
    page = visitor.open("v=1&runs_chip=trainium2", path="/validation")
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="These 4 runs", exact=True).click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("id,source,date")
    assert len(lines) == 5


def test_what_carries_the_uncertainty_and_where_a_price_comes_from(visitor: Visitor) -> None:
    page = visitor.open(path="/evidence")
    expect(page.get_by_role("heading", level=1)).to_contain_text("of the uncertainty")
    expect(page.locator(CHART)).to_be_visible()
    expect(page.get_by_role("table").first).to_contain_text("capacityblocks")


def test_the_method_shows_formulas_that_are_worked_out(visitor: Visitor) -> None:
    page = visitor.open(path="/method")
    expect(page.locator(".katex-display").first).to_be_visible()
    expect(page.get_by_text("8,030,261,248").first).to_be_visible()
    page.get_by_role("link", name="Cost", exact=True).click()
    expect(page).to_have_url(re.compile("#cost"))


def test_no_formula_of_the_method_is_cut(visitor: Visitor) -> None:
    page = visitor.open(path="/method")
    expect(page.locator(".katex-display").last).to_be_visible()
    hidden = page.locator(".katex-display").evaluate_all(
        "formulas => formulas.map(f => f.scrollHeight - f.clientHeight)"
    )
    assert max(hidden) <= 2


def test_a_pasted_log_changes_the_answer_on_compare_and_travels_in_the_link(
    visitor: Visitor, visit: Callable[..., Visitor]
) -> None:
    query = "v=1&instances=4&model=llama3.1-8b&tokens=1T&global_batch_seqs=128"
    visitor.open(query)
    before = visitor.answer()
    page = visitor.open(query, path="/your_runs")
    box = page.get_by_role("textbox", name="Paste lines of a training log")
    box.fill(log(MEGATRON))
    box.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your log shows Trainium2")
    page.get_by_role("button", name="Use it on every page").click()
    expect(page).to_have_url(re.compile("anchors=trn2.48xlarge"))
    expect(page.get_by_text("This measurement is in use")).to_be_visible()
    visitor.settled()
    assert "iteration" not in page.url
    colleague = visit()
    colleague.open(visitor.query())
    expect(colleague.page.get_by_text("follow your own log")).to_be_visible()
    assert colleague.answer() != before


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("width", "color_scheme"), [(390, "light"), (1280, "dark"), (2560, "light")]
)
def test_the_pages_fit_the_window(
    visit: Callable[..., Visitor], path: str, width: int, color_scheme: str
) -> None:
    visitor = visit(width=width, color_scheme=color_scheme)
    page = visitor.open(path=f"/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.get_by_test_id("stException")).to_have_count(0)
