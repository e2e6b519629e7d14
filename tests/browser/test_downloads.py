"""What a page shows can be taken along as files."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def taken(page: Page, label: str) -> tuple[str, bytes]:
    """Name and content of the file behind a button."""
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role(
            "button", name=label, exact=True
        ).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_the_answer_can_be_taken_as_tables_and_pictures(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("button", name="Download", exact=True).click()
    expect(page.get_by_test_id("stDownloadButton")).to_have_count(5)
    name, content = taken(page, "Charges (FOCUS columns)")
    assert name.startswith("crossover-compare-charges-focus-columns-")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {row["x_InstanceType"] for row in rows} >= {"trn2.48xlarge", "p5.48xlarge"}
    assert taken(page, "PNG")[1].startswith(b"\x89PNG")
    assert b"<svg" in taken(page, "SVG")[1]
    assert "Trainium2" in taken(page, "Platforms")[1].decode("utf-8-sig")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_memo_can_be_taken_in_each_form(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("button", name="Memo", exact=True).click()
    name, content = taken(page, "Decision memo (PDF)")
    assert re.fullmatch(r"crossover-memo-\d{4}-\d\d-\d\d\.pdf", name)
    (only,) = PdfReader(io.BytesIO(content)).pages
    headline = page.get_by_role("heading", level=1).inner_text()
    assert only.extract_text().startswith(headline)
    assert taken(page, "Decision memo (Markdown)")[1].decode("utf-8").startswith(f"# {headline}")
    saved = taken(page, "Decision memo (HTML)")[1].decode("utf-8")
    other = page.context.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    other.set_content(saved)
    expect(other.get_by_role("heading", level=1)).to_have_text(headline)
    expect(other.get_by_role("img")).to_have_count(2)
    shown = "images => images.every(i => i.complete && i.naturalWidth > 0)"
    assert other.get_by_role("img").evaluate_all(shown)
    assert not [url for url in asked if not url.startswith("data:")]


def test_what_is_computed_for_a_file_only_is_made_on_the_click(visitor: Visitor) -> None:
    page = visitor.open(path="/claims")
    page.get_by_role("button", name="Download", exact=True).click()
    rows = taken(page, "Every claim")[1].decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(rows)))) > 20
    assert taken(page, "Cloud bill of serving")[1].decode("utf-8-sig").startswith("Platform,")
    expect(page.get_by_test_id("stException")).to_have_count(0)
