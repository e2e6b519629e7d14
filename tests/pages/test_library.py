"""The Library page before the browser has said what it keeps, and the table it shows."""

from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from model.comparison import compare
from model.library import Entry
from model.price import prices_from_rows
from pages.tables.library import side_by_side
from pages.tables.markdown import rows_of
from pricing import snapshot_book
from tests.scenarios import scenario

APP = Path(__file__).resolve().parents[2] / "app.py"
DAY = date(2026, 11, 22)


def test_nothing_can_be_kept_before_the_browser_has_answered() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app = app.run().switch_page("pages/library.py").run()
    assert not app.exception
    assert app.title[0].value == "Your library"
    assert "Reading what this browser keeps…" in [c.value for c in app.caption]
    assert not app.text_input(key="tokens").disabled
    assert [b for b in app.button if b.label == "Keep this scenario"] == []


def test_scenarios_stand_side_by_side_with_what_differs_between_them() -> None:
    prices = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    entries = [
        Entry("A", scenario(), DAY),
        Entry("B|*x*", scenario(platforms=("trn2.48xlarge",), tokens=10**12), DAY),
    ]
    found = [compare(entry.scenario, prices) for entry in entries]
    table = side_by_side(entries, found, "https://x")
    rows = {row["Scenario"]: row for row in rows_of(table)}
    assert rows["Training tokens"] == {"Scenario": "Training tokens", "A": "15T", "B|*x*": "1T"}
    assert "| 15T | **1T** |" in table
    assert "Sequence length [tokens]" not in rows
    assert rows["NVIDIA, expected"]["B|*x*"] == "–"
    assert rows[""]["A"] == "https://x/"


def test_a_scenario_may_be_called_scenario() -> None:
    entries = [Entry("Scenario", scenario(), DAY), Entry("B", scenario(tokens=10**12), DAY)]
    found = [compare(entry.scenario, ()) for entry in entries]
    (row,) = [r for r in rows_of(side_by_side(entries, found, "https://x")) if "15T" in r.values()]
    assert list(row.values()) == ["Training tokens", "15T", "1T"]
