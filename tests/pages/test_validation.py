"""The Validation page: held-out errors, filters that travel in the link, a run found."""

import pytest
from streamlit.testing.v1 import AppTest

from model.validation.track_record import track_record
from pages.tables.markdown import unbroken
from tests.pages.test_app import APP
from tests.scenarios import scenario


def validation(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app.switch_page("pages/validation.py").run()


def text(app: AppTest) -> str:
    return "".join(m.value for m in app.markdown)


def test_the_title_and_the_first_line_are_the_models_own_words() -> None:
    app = validation()
    record = track_record(scenario())
    assert not app.exception
    assert app.title[0].value == unbroken(record.headline)
    assert "2,028 published runs" in text(app)


def test_a_filter_goes_to_the_address_and_to_the_figures() -> None:
    app = validation()
    app.selectbox(key="runs_chip").set_value("trainium1").run()
    assert dict(app.query_params) == {"v": "1", "runs_chip": "trainium1"}
    assert app.title[0].value == unbroken(track_record(scenario(runs_chip="trainium1")).headline)


def test_a_link_opens_with_its_filters_and_shows_the_run_that_is_looked_for() -> None:
    app = validation(v="1", runs_find="llama2-70b", runs_publisher="axlearn-paper")
    assert app.text_input(key="runs_find").value == "llama2-70b"
    assert "AXLearn paper" in text(app)
    assert app.query_params["runs_publisher"] == "axlearn-paper"


@pytest.mark.parametrize("by", ["Chip", "Source", "Precision", "Task", "Evidence"])
def test_the_table_has_a_row_for_each_of_what_is_chosen(by: str) -> None:
    ids = {"Source": "publisher"}
    app = validation(v="1", runs_by=ids.get(by, by.lower()))
    assert f"| {by} |" in text(app)
    assert "All of these runs" in text(app)


def test_filters_that_leave_nothing_say_what_to_do() -> None:
    app = validation(v="1", runs_find="no such run at all")
    assert not app.exception
    assert app.title[0].value == "No published run matches"
    assert "Take a filter back" in text(app)


def test_other_tools_are_shown_with_who_measured_them_and_when() -> None:
    app = validation()
    assert "Calculon" not in text(app)
    app.session_state["peer_tools"] = True
    app.run()
    assert "Calculon" in text(app)
    assert "2026-11-22" in text(app)


def test_whole_trainings_are_shown_with_what_their_hours_are_of() -> None:
    app = validation()
    assert "Llama 3.1 405B" not in text(app)
    app.session_state["whole_trainings"] = True
    app.run()
    assert "| Llama 3.1 405B | 16,384 × H100 SXM | 30.8M |" in text(app)
    assert "all stages" in text(app)


def test_the_worst_misses_are_named() -> None:
    app = validation()
    app.session_state["worst_misses"] = True
    app.run()
    worst = track_record(scenario()).worst[0]
    assert worst.model in text(app)


def test_unknown_values_of_a_filter_are_named_and_change_nothing() -> None:
    app = validation(v="1", runs_chip="h900", runs_task="sing")
    assert not app.exception
    assert len(app.warning) == 1
    assert app.title[0].value == unbroken(track_record(scenario()).headline)
