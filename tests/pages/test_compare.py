"""Compare as a script: units, tabs and starting points, whatever the scenario."""

import pytest
from streamlit.testing.v1 import AppTest

from model.starting_points import starting_points
from model.unit import Unit
from pages.tables.markdown import escaped
from tests.pages.test_app import run, shown

TABS = [
    "Where it is lost", "Spent on", "Size and finish", "Layouts", "Memory", "Every figure",
    "Sources",
]  # fmt: skip
SMALL = {"v": "1", "model": "llama3.1-8b", "tokens": "100B", "instances": "8"}


def opened(tab: str, **query: str) -> AppTest:
    app = run(**query)
    app.session_state["why"] = tab
    return app.run()


@pytest.mark.parametrize("unit", Unit)
def test_the_unit_goes_through_title_table_and_charts(unit: Unit) -> None:
    app = run(**SMALL, unit=str(unit))
    assert not app.exception
    text = shown(app)
    assert ("$" in app.markdown[0].value) == unit.of_money
    assert {"kwh": "kWh, 80", "kg_co2e": "kg CO2e, 80"}.get(str(unit), "$") in text
    first = app.get("vega_lite_chart")[0].proto
    assert {"kwh": "Electricity", "kg_co2e": "CO2e"}.get(str(unit), "US dollars") in first.spec


@pytest.mark.parametrize(
    "query",
    [
        SMALL,
        {"platforms": "trn2.48xlarge", "unit": "kwh", "instances": "8"},
        {"purchase_option": "reserved_1y", "instances": "8"},
        {"model": "t5-11b"},
        {"model": "custom", "heads": "60", "kv_heads": "8"},
        {"task": "qlora", "model": "llama3.1-8b", "tokens": "1B", "region": "any"},
    ],
    ids=str,
)
def test_every_tab_says_something_even_where_there_is_no_answer(query: dict[str, str]) -> None:
    app = run(**{"v": "1", **query})
    if not app.tabs:
        assert app.title[0].value.startswith("None of these platforms")
        return
    for tab in TABS:
        app.session_state["why"] = tab
        app.run()
        assert not app.exception, tab
        inside = next(t for t in app.tabs if t.label == tab)
        assert inside.markdown or inside.caption, tab


def test_losing_layouts_say_why() -> None:
    assert escaped("does not fit: needs") in shown(
        opened("Layouts", **{**SMALL, "model": "llama3.1-70b"})
    )


def test_porting_stands_apart_from_the_costs() -> None:
    said = escaped("Once, and in none of these costs: porting to Trainium2")
    assert said in shown(opened("Spent on", **SMALL))


def test_a_starting_point_is_recognised_and_sourced() -> None:
    app = run()
    first = next(iter(starting_points().values()))
    assert any(first.about[:30] in caption.value for caption in app.caption)
    assert not any(first.about[:30] in caption.value for caption in run(**SMALL).caption)
