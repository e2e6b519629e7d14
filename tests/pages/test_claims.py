"""The Claims page: from the list of claims to the verdict, with every state designed."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from model.claims.ledger import ledger
from pages.tables.claims import quotation
from pages.tables.markdown import unbroken
from tests.pages.test_app import APP


def claims(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app.switch_page("pages/claims.py").run()


def text(app: AppTest) -> str:
    return "".join(m.value for m in app.markdown)


def test_it_opens_with_the_verdict_on_apples_50_percent() -> None:
    app = claims()
    assert not app.exception
    assert app.title[0].value.startswith(unbroken("Apple’s 50 %"))
    assert "would need an MFU of" in app.markdown[0].value
    assert "expect early numbers up to 50%" in text(app)


def test_another_claim_goes_to_the_title_and_to_the_address() -> None:
    app = claims()
    app.selectbox(key="claim").set_value("apple-search").run()
    assert not app.exception
    assert "measured pairs" in app.title[0].value
    assert app.query_params["claim"] == "apple-search"


def test_a_claim_of_ones_own_is_typed_in() -> None:
    app = claims(claim="own")
    app.number_input(key="claim_percent").set_value(20).run()
    assert not app.exception
    assert app.title[0].value.startswith(unbroken("Your 20 %"))
    assert app.query_params["claim_percent"] == "20"


def test_only_the_speakers_own_words_stand_in_quotation_marks() -> None:
    assert "> “In the early stages" in quotation(ledger()["apple-trn2"])
    assert "> As reported" in quotation(ledger()["poolside-40"])


def test_the_prices_that_decide_are_shown_with_source_and_age() -> None:
    captions = " ".join(caption.value for caption in claims().caption)
    assert re.search(r"trn2\.48xlarge .*35\.76 an hour, capacity block, us-east-2", captions)
    assert re.search(r"p5\.48xlarge .*41\.53 an hour.* days old", captions)


def test_what_a_claim_without_measured_pairs_would_mean_is_said() -> None:
    app = claims(claim="aws-graviton2-40")
    assert not app.exception
    assert "cannot be checked here" in app.title[0].value
    assert "less a year" in text(app)


def test_the_spend_changes_the_money() -> None:
    app = claims()
    assert r"\$50.0M" in text(app)
    app.number_input(key="yearly_usd").set_value(2_000_000).run()
    assert r"\$1.00M" in text(app)


def test_the_ledger_shows_every_claim_when_opened() -> None:
    app = claims()
    app.session_state["ledger"] = True
    app.run()
    assert not app.exception
    assert "gaps" in text(app)
    assert "3.2 million tokens per dollar" in text(app)


def test_apples_shape_fills_the_scenario() -> None:
    app = claims()
    app.session_state["serving"] = True
    app.run()
    assert "answering on the device takes" in text(app)
    app.button(key="apple_shape").click().run()
    assert not app.exception
    assert app.query_params["model"] == "afm-on-device-2024"
    assert app.query_params["tokens"] == "7.4T"


@pytest.mark.parametrize(
    "query",
    [
        {"region": "eu-north-1"}, {"platforms": "trn2.48xlarge"}, {"platforms": "p5.48xlarge"},
        {"claim": "aws-trn3-cost"}, {"claim": "counter-gaps"}, {"precision": "nvfp4"},
        {"model": "custom", "heads": "60", "kv_heads": "8"}, {"claim": "nonsense"},
        {"claim": "aws-inf1-70", "region": "any"}, {"purchase_option": "on_demand"},
    ],
)  # fmt: skip
def test_no_state_of_the_scenario_breaks_it(query: dict[str, str]) -> None:
    app = claims(v="1", **query)
    assert not app.exception
    assert app.title[0].value
