"""The app as a script: session, address and page hang together, whatever the link says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from model.comparison import compare, report
from model.comparison.sentence import sentence
from model.price import prices_from_rows
from model.scenario import decode
from pages.shared import evidence
from pages.tables.markdown import escaped, unbroken
from pricing import snapshot_book

APP = Path(__file__).resolve().parents[2] / "app.py"
HOSTILE = ["", "abc", "-1", "1e999", "nan", "9" * 40, "<script>alert(1)</script>", "é\u202e\x00"]


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    st.cache_resource.clear()
    return


def run(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def shown(app: AppTest) -> str:
    return app.title[0].value + "".join(m.value for m in app.markdown)


def test_the_page_shows_the_answer_of_the_one_compare_function() -> None:
    query = {"v": "1", "tokens": "2T", "precision": "fp8"}
    prices = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    answer = compare(decode(query).scenario, prices)
    app = run(**query)
    assert app.title[0].value == unbroken(sentence(answer).headline)
    assert unbroken(escaped(sentence(answer).detail)) in app.markdown[0].value
    assert report(answer)["sentence"] == sentence(answer).detail


def test_what_a_link_got_wrong_is_shown_as_it_was_typed_and_as_plain_text() -> None:
    app = run(v="1", own_prices="p5:$50 **now**")
    assert escaped("own_prices='p5:$50 **now**'") in app.warning[0].value


def test_an_abbreviated_task_keeps_its_capitals() -> None:
    assert (
        ", LoRA on 1B tokens"
        in run(v="1", model="llama3.1-8b", task="lora", tokens="1B", deadline_days="7")
        .markdown[0]
        .value
    )


def test_a_link_fills_the_form_and_stays_in_the_address() -> None:
    app = run(v="1", tokens="1T", instances="16")
    assert not app.exception
    assert app.text_input(key="tokens").value == "1T"
    assert app.number_input(key="instances").value == 16
    assert dict(app.query_params) == {"v": "1", "tokens": "1T", "instances": "16"}


def test_a_change_in_the_form_goes_to_the_address() -> None:
    app = run()
    assert not app.query_params
    app.slider(key="deadline_days").set_value(90).run()
    assert dict(app.query_params) == {"v": "1", "deadline_days": "90"}
    app.slider(key="deadline_days").set_value(120).run()
    assert not app.query_params


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "key", ["v", "model", "tokens", "platforms", "deadline_days", "region", "layers", "x"]
)
def test_hostile_values_are_named_and_change_nothing(key: str, value: str) -> None:
    app = run(**{key: value})
    assert not app.exception
    assert len(app.warning) == 1
    assert app.slider(key="deadline_days").value == 120


def test_a_page_file_run_on_its_own_enters_through_the_app() -> None:
    app = run(v="1", tokens="1T").switch_page("pages/compare.py").run()
    assert not app.exception
    assert app.text_input(key="tokens").value == "1T"
    assert len(app.title) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"platforms": "trn2.48xlarge"},
        {"platforms": "p5.48xlarge"},
        {"purchase_option": "reserved_1y"},
        {"model": "t5-11b"},
        {"model": "custom", "heads": "60", "kv_heads": "8"},
        {"instances": "1"},
        {"deadline_days": "1", "tokens": "1000T"},
        {"task": "qlora", "model": "llama3.1-8b", "tokens": "1B", "region": "any"},
    ],
    ids=str,
)
def test_an_answer_that_cannot_be_given_says_why(query: dict[str, Any]) -> None:
    app = run(v="1", **query)
    assert not app.exception
    assert not app.warning
    assert len(shown(app)) > 100


def test_the_sources_are_shown_when_asked_for() -> None:
    app = run()
    assert "Read at" not in shown(app)
    app.session_state["why"] = "Sources"
    app.run()
    assert "Read at" in shown(app)
    assert "capacityblocks/pricing" in shown(app)
    assert "Llama 3 paper section 3.3.4" in shown(app)


def test_without_a_network_the_page_says_of_which_days_the_bundled_prices_are() -> None:
    notice = next(c.value for c in run().caption if "snapshot" in c.value)
    assert notice.startswith("Offline: bundled snapshot, dated ")


def test_with_a_network_it_waits_for_a_live_source(monkeypatch: pytest.MonkeyPatch) -> None:
    book = snapshot_book()
    monkeypatch.setenv("CROSSOVER_OFFLINE", "0")
    notice = evidence.book_notice(book, [], date(2026, 11, 23))
    assert notice.endswith("; no live source has answered yet.")
