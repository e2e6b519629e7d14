"""The Budget page as a script: the sentence of the model, its goals, its empty states."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from model.budget import budget, budget_sentence
from model.price import prices_from_rows
from model.scenario import decode
from pages.tables.markdown import escaped, unbroken
from pricing import snapshot_book
from tests.pages.test_app import APP

SMALL = {"v": "1", "model": "llama3.1-8b", "budget_usd": "200000"}


def page(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app.switch_page("pages/budget.py").run()


def text(app: AppTest) -> str:
    return "".join(m.value for m in app.markdown)


def test_the_page_says_what_the_model_says() -> None:
    known = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    words = budget_sentence(budget(decode(SMALL).scenario, known))
    app = page(**SMALL)
    assert not app.exception
    assert app.title[0].value == unbroken(escaped(words.headline))
    assert unbroken(escaped(words.detail)) in text(app)


def test_another_budget_goes_to_the_title_and_to_the_address() -> None:
    app = page(**SMALL)
    app.number_input(key="budget_usd").set_value(300_000).run()
    assert not app.exception
    assert app.title[0].value.replace("\\", "").startswith("$300K trains Llama 3.1 8B on ")
    assert app.query_params["budget_usd"] == "300000"


def test_each_goal_asks_for_what_it_needs_and_keeps_it_in_the_address() -> None:
    app = page(**SMALL)
    app.get_by_key("budget_goal").set_value("largest_model").run()
    assert "parameters" in app.title[0].value
    app.number_input(key="tokens_per_parameter").set_value(100).run()
    assert app.query_params["tokens_per_parameter"] == "100"
    app.get_by_key("budget_goal").set_value("lowest_loss").run()
    app.selectbox(key="token_choice").set_value("lifetime").run()
    app.number_input(key="served_billion_tokens").set_value(100).run()
    assert not app.exception
    assert app.query_params["served_billion_tokens"] == "100"
    assert "goes about as far on H100 SXM, H200, B200 and Trainium2" in app.title[0].value


def test_the_smallest_cluster_is_shown_for_a_deadline_only() -> None:
    assert "Smallest cluster" in text(page(**SMALL, deadline_days="30"))
    assert "Choose a deadline" in text(page(**SMALL, instances="32"))


@pytest.mark.parametrize(
    "query",
    [
        {"platforms": "p5.48xlarge"},
        {"purchase_option": "reserved_1y"},
        {"model": "custom", "heads": "60", "kv_heads": "8"},
        {"instances": "1"},
        {"budget_usd": "100"},
        {"task": "qlora", "model": "llama3.1-8b", "budget_goal": "lowest_loss"},
    ],
    ids=str,
)
def test_a_budget_that_buys_little_or_nothing_says_so(query: dict[str, Any]) -> None:
    app = page(v="1", **query)
    assert not app.exception
    assert app.title[0].value
    assert len(text(app)) > 100


def test_a_tiny_part_of_a_run_is_not_told_in_powers_of_ten() -> None:
    shown = text(page(v="1", budget_usd="100", budget_goal="largest_model"))
    assert "under 0.01" in shown
    assert "e-0" not in shown


def test_the_law_and_its_source_are_shown_when_asked_for() -> None:
    app = page(**SMALL)
    assert "Besiroglu" not in text(app)
    app.session_state["budget_sources"] = True
    app.run()
    assert "Besiroglu et al. 2024" in text(app)
    assert "482" in text(app)
