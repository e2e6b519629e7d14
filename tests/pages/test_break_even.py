"""The Break-even page as a script: the sentence of the model, its inputs, its empty states."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from model.break_even import break_even
from model.break_even.sentence import break_even_sentence
from model.price import prices_from_rows
from model.scenario import decode
from pages.tables.markdown import escaped, unbroken
from pricing import snapshot_book
from tests.pages.test_app import APP


def page(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app.switch_page("pages/break_even.py").run()


def text(app: AppTest) -> str:
    return "".join(m.value for m in app.markdown)


def test_the_page_says_what_the_model_says() -> None:
    query = {"v": "1", "tokens": "2T"}
    known = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    words = break_even_sentence(break_even(decode(query).scenario, known))
    app = page(**query)
    assert not app.exception
    assert app.title[0].value == unbroken(words.headline)
    assert unbroken(escaped(words.detail)) in text(app)


def test_every_way_of_buying_and_the_support_are_tables() -> None:
    said = text(page())
    assert "Capacity Block (yours)" in said
    assert "torchtitan\\-neuron" in said or "torchtitan-neuron" in said


def test_an_empty_porting_field_takes_the_default_and_a_number_goes_to_the_address() -> None:
    app = page()
    assert app.number_input(key="porting_weeks").value is None
    assert "$23K" in text(app).replace("\\", "")
    app.number_input(key="porting_weeks").set_value(200).run()
    assert not app.exception
    assert app.query_params["porting_weeks"] == "200"
    assert "$770K" in text(app).replace("\\", "")


def test_a_link_with_porting_opens_with_it() -> None:
    app = page(v="1", porting_weeks="0", planned_runs="7")
    assert app.number_input(key="porting_weeks").value == 0
    assert app.number_input(key="planned_runs").value == 7


@pytest.mark.parametrize(
    "query",
    [
        {"platforms": "p5.48xlarge"},
        {"platforms": "trn2.48xlarge"},
        {"purchase_option": "on_demand"},
        {"purchase_option": "reserved_1y"},
        {"model": "custom", "heads": "60", "kv_heads": "8"},
        {"deadline_days": "1", "tokens": "1000T"},
        {"task": "qlora", "model": "llama3.1-8b", "tokens": "1B", "region": "any"},
    ],
    ids=str,
)
def test_without_an_answer_the_page_says_what_to_change(query: dict[str, Any]) -> None:
    app = page(v="1", **query)
    assert not app.exception
    assert app.title[0].value
    assert len(text(app)) > 100


def test_the_sources_are_shown_when_asked_for() -> None:
    app = page()
    assert "Published runs on this chip" not in text(app)
    app.session_state["break_even_sources"] = True
    app.run()
    assert "Published runs on this chip" in text(app)
    assert "AXLearn paper Table 3" in text(app)


@pytest.mark.parametrize("file", ["break_even", "budget", "purchase_plan"])
def test_each_page_has_the_unit_switch_and_says_what_stays_in_dollars(file: str) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["unit"] = "kwh"
    app.run()
    app = app.switch_page(f"pages/{file}.py").run()
    assert not app.exception
    assert app.get_by_key("unit").value == "kwh"
    assert any("emissions of a run are on Compare" in c.value for c in app.caption)
    app.get_by_key("unit").set_value("usd_per_mtoken").run()
    assert app.query_params["unit"] == "usd_per_mtoken"
    said = text(app)
    assert "per million tokens" in said or "/M tokens" in said


def test_porting_that_alone_decides_is_said_to_be_out_of_the_charts() -> None:
    small = {"v": "1", "model": "llama3.1-8b", "task": "lora", "tokens": "1B", "deadline_days": "3"}
    assert "Porting is not in the two charts here" in text(page(**small))
    assert "Porting is not in the two charts here" not in text(page(v="1", tokens="2T"))
