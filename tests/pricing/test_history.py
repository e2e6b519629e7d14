"""The bundled history answers what a price was on a day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from pricing import snapshot_book
from pricing.__main__ import main
from pricing.history import book_as_of, bundled_history


def price(day: str, instance_type: str, region: str, option: str) -> float | None:
    found = [
        q.usd_per_hour
        for q in book_as_of(date.fromisoformat(day)).quotes
        if (q.instance_type, q.region, q.purchase_option) == (instance_type, region, option)
    ]
    return found[0] if found else None


def test_every_row_of_the_history_is_believed_but_those_of_no_one_place() -> None:
    quotes, rejected = bundled_history()
    assert {r.reason for r in rejected} == {"'most regions' is no region"}
    assert len(rejected) == 4
    assert len(quotes) > 100


def test_a_price_known_by_month_holds_from_the_end_of_it() -> None:
    trainium1 = ("trn1.32xlarge", "ap-southeast-4", "capacity_block")
    assert price("2024-12-30", *trainium1) is None
    assert price("2024-12-31", *trainium1) == 15.49


def test_the_on_demand_cut_of_june_2025_is_seen() -> None:
    before = price("2025-06-01", "p5.48xlarge", "us-east-1", "on_demand")
    after = price("2026-07-22", "p5.48xlarge", "us-east-1", "on_demand")
    assert (before, after) == (98.32, 55.04)


def test_no_price_is_from_after_the_day() -> None:
    day = date(2025, 6, 4)
    assert all(q.as_of <= day for q in book_as_of(day).quotes)


def test_before_the_first_price_the_book_is_empty() -> None:
    assert book_as_of(date(2000, 1, 1)).quotes == ()


def test_the_history_holds_everything_the_snapshot_does() -> None:
    keys = {q.key for q in book_as_of(date(2100, 1, 1)).quotes}
    assert {q.key for q in snapshot_book().quotes} <= keys


def test_without_a_store_the_command_line_prints_the_bundled_prices_of_a_day(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CROSSOVER_CACHE_DIR", str(tmp_path / "none"))
    assert main(["quotes", "--json", "--as-of", "2025-06-04"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["origin"] == "bundled history as of 2025-06-04"
    assert max(q["as_of"] for q in printed["quotes"]) <= "2025-06-04"


def test_a_day_that_is_none_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["quotes", "--as-of", "yesterday"])
    assert "'yesterday' is not a day" in capsys.readouterr().err
