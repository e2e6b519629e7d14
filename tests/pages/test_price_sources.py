"""How the price sources are doing, in the words of the Prices page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pages.tables.price_sources import sources_said, sources_table
from pricing import SourceNow

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCE = SourceNow(
    name="skypilot", title="SkyPilot", last_attempt=NOW - HOUR, last_success=NOW - HOUR,
    fresh_until=NOW + HOUR, next_due=NOW, rows=9, rejected=0, error="", missing="", stage="",
)  # fmt: skip


def test_a_source_that_answered_in_part_is_fresh_and_says_what_it_lacks() -> None:
    partly = replace(SOURCE, error="not offered: azure/vms.csv")
    assert ":green-badge[:material/check: fresh]" in sources_table([partly], NOW)
    assert sources_said([partly]) == ["**SkyPilot**: not offered\\: azure/vms.csv"]


def test_a_source_of_which_nothing_is_believed_has_failed() -> None:
    failed = replace(SOURCE, error="answered 500", failures=1)
    assert "failed" in sources_table([failed], NOW)
    assert sources_said([failed]) == ["**SkyPilot**: answered 500"]


def test_sources_off_for_one_reason_share_a_line() -> None:
    off = replace(SOURCE, missing="no AWS credentials on this machine")
    other = replace(off, title="AWS spot price history")
    assert ":gray-badge[off]" in sources_table([off], NOW)
    assert sources_said([off, SOURCE, other]) == [
        "**SkyPilot**, **AWS spot price history**: no AWS credentials on this machine"
    ]


def test_an_address_in_an_error_is_shown_as_it_stands_and_is_no_link() -> None:
    failed = replace(SOURCE, error="https://b0.example/EU%20(Spain)/index.json: answered 404")
    assert sources_said([failed]) == [
        "**SkyPilot**: `https://b0.example/EU%20(Spain)/index.json`\\: answered 404"
    ]
