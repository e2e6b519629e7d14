"""A frozen link handed to somebody else, who opens it on a server with other prices."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.server import ROOT, serve

pytestmark = pytest.mark.browser

MONEY = re.compile(r"\$[\d,]+\.\d\d\b")
DEARER = "p5.48xlarge"


@pytest.fixture(scope="module")
def dearer_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app where one instance type costs 10 % more, with a memory of its own."""
    folder = tmp_path_factory.mktemp("dearer")
    for name in ("model", "observe", "pages", "pricing", "workspace", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", folder)
    snapshot = folder / "pricing" / "data" / "snapshot.csv"
    with snapshot.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["instance_type"] == DEARER:
            row["usd_per_hour"] = f"{float(row['usd_per_hour']) * 1.1:.4f}"
    with snapshot.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    with serve(folder / "app.log", {"CROSSOVER_CACHE_DIR": str(folder / "cache")}, folder) as url:
        yield url


def frozen_link(visitor: Visitor) -> str:
    """The frozen link that the Share popover offers."""
    page = visitor.open("v=1&tokens=2T")
    page.get_by_role("button", name="Share").click()
    links = page.get_by_test_id("stCode")
    expect(links).to_have_count(2)
    return links.nth(1).inner_text().replace("\n", "").strip()


def test_a_second_person_sees_what_was_quoted_and_the_prices_of_their_server(
    visit: Callable[..., Visitor], dearer_url: str
) -> None:
    link = frozen_link(visit())
    assert len(link) < 2_000
    second = visit()
    second.url = dearer_url
    page = second.open(urlsplit(link).query, path="/frozen")
    expect(page.locator("h1")).to_contain_text("H100 SXM was the cheaper one")
    row = page.get_by_role("table").first.get_by_role("row").filter(has_text=DEARER)
    quoted, today, difference = (
        float(MONEY.search(text)[0][1:].replace(",", ""))  # type: ignore[index]
        for text in row.get_by_role("cell").all_inner_texts()[1:4]
    )
    # All but storage is paid by the hour, and storage is a small part.
    assert today / quoted == pytest.approx(1.1, abs=0.001)
    assert difference == pytest.approx(today - quoted, abs=0.001)
    expect(row).to_contain_text(f"price +\N{WORD JOINER}${difference:,.2f}")
    expect(page.get_by_text("Changed since: price.")).to_be_visible()
    assert urlsplit(page.url).query == urlsplit(link).query


def test_a_link_cut_short_is_refused_and_leads_to_the_live_scenario(
    visit: Callable[..., Visitor],
) -> None:
    link = frozen_link(visit())
    second = visit()
    page = second.open(urlsplit(link).query[:-30], path="/frozen")
    expect(page.get_by_role("heading", name="This frozen link cannot be used")).to_be_visible()
    expect(page.get_by_text("the checksum is wrong")).to_be_visible()
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Open the live scenario").click()
    expect(page).to_have_url(re.compile(r"/\?v=1&tokens=2T$"))
    expect(page.get_by_role("textbox", name="Training tokens")).to_have_value("2T")
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(page.get_by_role("heading", name="This frozen link cannot be used")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_both_answers_fit_the_window(visit: Callable[..., Visitor], width: int) -> None:
    link = frozen_link(visit())
    second = visit(width=width)
    page = second.open(urlsplit(link).query, path="/frozen")
    expect(page.locator('[data-testid="stVegaLiteChart"] svg')).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
