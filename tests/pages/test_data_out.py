"""Every page with figures offers its tables and charts, and none where it has none."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.tables.markdown import escaped, markdown, rows_of
from pages.tables.price_sources import disagreements_file, rejected_file
from pricing import Disagreement, Rejected
from tests.pricing.quotes import quote

APP = Path(__file__).resolve().parents[2] / "app.py"
PICTURES = ["PNG", "SVG", "Data (CSV)"]


def offered(page: str, **state: object) -> list[str]:
    """Labels of the download buttons of a page."""
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.switch_page(f"pages/{page}.py")
    for name, value in state.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return [b.proto.label for b in app.get("download_button") if "download_" in b.proto.id]


@pytest.mark.parametrize(
    ("page", "tables", "charts"),
    [
        ("break_even", ["Ways of buying", "What moves the answer", "Porting assumed"], 2),
        ("budget", ["What the budget buys", "Smallest clusters", "Scaling law"], 1),
        ("claims", ["What the claim means", "Every claim", "Cloud bill of serving"], 1),
        (
            "purchase_plan",
            [
                "Purchase by purchase",
                "Platform by platform",
                "Every way to buy",
                "Rules and assumptions",
            ],
            1,
        ),
        ("prices", ["Prices here", "Every price in the book"], 2),
        ("method", ["Letters of the formulas", "Worked examples"], 0),
    ],
)
def test_a_page_offers_its_tables_and_its_charts(page: str, tables: list[str], charts: int) -> None:
    found = offered(page, **{f"download_{page}": True})
    assert set(tables) <= set(found)
    assert [label for label in found if label in PICTURES] == PICTURES * charts


@pytest.mark.parametrize(
    ("tab", "charts"),
    [
        ("Where it is lost", 1),
        ("Spent on", 1),
        ("Size and finish", 2),
        ("Layouts", 0),
        ("Memory", 1),
        ("Sources", 0),
    ],
)
def test_each_reason_on_compare_can_be_taken_along(tab: str, charts: int) -> None:
    key = f"download_compare_{tab.lower().replace(' ', '_')}"
    found = offered("compare", why=tab, **{key: True})
    assert [label for label in found if label in PICTURES] == PICTURES * charts
    if tab == "Layouts":
        assert len(found) == 5
    if tab == "Sources":
        assert found == ["Prices", "Efficiency and hardware", "Defaults of the run"]


def test_where_to_buy_can_be_taken_along() -> None:
    assert offered("prices", buy=True, download_buy=True) == ["Where to buy it"]


def test_what_sources_disagree_about_and_what_was_not_believed_is_whole_in_its_file() -> None:
    many = [Rejected(f"line {n}", "zero") for n in range(70)]
    assert len(rejected_file(many)) == 70
    two = Disagreement(quote(usd_per_hour=10.0), quote(usd_per_hour=12.0, source="Other"))
    (row,) = disagreements_file([two])
    assert (row["Believed USD per instance-hour"], row["Also told by"]) == (10.0, "Other")


def test_a_link_is_its_address() -> None:
    rows = [{"": "[Open](https://crossover.example/?v=1)", "A": escaped("[no](https://a.example)")}]
    assert rows_of(markdown(rows)) == [
        {"": "https://crossover.example/?v=1", "A": "[no](https://a.example)"}
    ]


def test_a_badge_is_the_words_on_it() -> None:
    text = f":orange-badge[:material/schedule: {escaped('123 days [old], stale')}]"
    rows = [{"Age": text, "Price": ":red-badge[no] not sold"}]
    assert rows_of(markdown(rows)) == [{"Age": "123 days [old], stale", "Price": "no not sold"}]
