"""The Evidence page: shares of the uncertainty, and every fact with its source."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_app import APP


def evidence(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app.switch_page("pages/evidence.py").run()


def text(app: AppTest) -> str:
    return "".join(m.value for m in app.markdown)


def test_the_title_says_what_carries_the_uncertainty() -> None:
    app = evidence()
    assert not app.exception
    assert "of the uncertainty" in app.title[0].value
    assert [h.value for h in app.header if h.value != "Crossover"] == [
        "What makes the answer uncertain", "Prices", "Efficiency", "Chips", "Instances",
        "Defaults of the run",
    ]  # fmt: skip


def test_facts_are_shown_with_source_and_class() -> None:
    shown = text(evidence())
    assert "capacityblocks/pricing" in shown
    assert "Llama 3 paper section 3.3.4" in shown
    assert "| vendor |" in shown
    assert "| measured |" in shown


@pytest.mark.parametrize(
    "query",
    [
        {"platforms": "trn2.48xlarge"},
        {"purchase_option": "reserved_1y"},
        {"model": "custom", "heads": "60", "kv_heads": "8"},
        {"model": "t5-11b"},
    ],
    ids=str,
)
def test_an_answer_without_a_verdict_still_shows_what_it_rests_on(query: dict[str, Any]) -> None:
    app = evidence(v="1", **query)
    assert not app.exception
    assert "Defaults of the run" in [h.value for h in app.header]
