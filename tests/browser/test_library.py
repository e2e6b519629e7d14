"""Scenarios kept in the browser: they are there again later, and for nobody else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def keep(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Tags", exact=True).fill("board")
    page.get_by_role("button", name="Keep this scenario").click()


def holds(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=f"Your library holds {words}")).to_be_visible()


def test_scenarios_are_kept_in_the_browser_and_held_side_by_side(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visit()
    page = visitor.open("v=1&tokens=2T", path="/library")
    keep(page, "Small")
    holds(page, "1 scenario")
    page.wait_for_function("localStorage.getItem('crossover.library')?.includes('Small')")
    page = visitor.open("v=1&tokens=9T", path="/library")
    holds(page, "1 scenario")
    keep(page, "=Large <b>")
    holds(page, "2 scenarios")
    table = page.get_by_role("table")
    expect(table).to_contain_text("=Large <b>")
    row = table.get_by_role("row").filter(has_text="Training tokens")
    assert row.get_by_role("cell").all_inner_texts() == ["Training tokens", "2T", "9T"]
    with page.expect_download() as download:
        page.get_by_role("button", name="Take along as a file").click()
    file = tmp_path / "library.json"
    file.write_bytes(Path(download.value.path()).read_bytes())
    assert [e["name"] for e in json.loads(file.read_text())["entries"]] == ["Small", "=Large <b>"]
    assert table.get_by_role("link", name="Open").count() == 2

    colleague = visit()
    other = colleague.open(path="/library")
    holds(other, "0 scenarios")
    other.get_by_role("button", name="Take in a file").click()
    other.locator('input[type="file"]').set_input_files(file)
    holds(other, "2 scenarios")
    link = other.get_by_role("table").get_by_role("link", name="Open").first
    assert re.search(r"/\?v=1&tokens=2T$", link.get_attribute("href") or "")
    expect(other.get_by_test_id("stException")).to_have_count(0)


def test_two_tabs_lose_nothing_of_each_other(visit: Callable[..., Visitor]) -> None:
    first = visit().open("v=1&tokens=2T", path="/library")
    keep(first, "Here")
    holds(first, "1 scenario")
    second = first.context.new_page()
    second.goto(first.url)
    holds(second, "1 scenario")
    keep(second, "There")
    holds(second, "2 scenarios")
    holds(first, "2 scenarios")
    keep(first, "Third")
    holds(first, "3 scenarios")
    holds(second, "3 scenarios")


def test_what_of_a_file_was_left_out_stays_on_the_page(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    page = visit().open("v=1&tokens=2T", path="/library")
    keep(page, "Mine")
    holds(page, "1 scenario")
    good = {"name": "Mine", "saved_on": "2026-11-22", "scenario": {"seq_len": 4096}}
    bad = {"name": "<b>", "saved_on": "2026-11-22", "scenario": {"tokens": 1}}
    file = tmp_path / "library.json"
    file.write_text(json.dumps({"format": 1, "entries": [good, bad]}))
    page.get_by_role("button", name="Take in a file").click()
    page.locator('input[type="file"]').set_input_files(file)
    holds(page, "2 scenarios")
    expect(page.get_by_text("Entry 2 was left out: tokens:")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("Mine (2)")
