"""What a page shows can be taken along as files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


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
