"""The Purchase plan page: the plan in a sentence, its inputs in the link, words in every state."""

import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_app import APP


def plan(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app.switch_page("pages/purchase_plan.py").run()


def text(app: AppTest) -> str:
    return "".join(m.value for m in app.markdown)


def test_it_opens_with_the_cheapest_way_to_be_done_in_time() -> None:
    app = plan()
    assert not app.exception
    assert "the cheapest way to be done in 120 days" in app.title[0].value
    assert "Probability to be in time" in text(app)
    assert "paid up front" in text(app)


def test_a_start_turns_days_into_dates_and_travels_in_the_link() -> None:
    app = plan()
    app.date_input(key="start").set_value(date(2027, 1, 4)).run()
    assert not app.exception
    assert app.query_params["start"] == "2027-01-04"
    assert "2027" in app.markdown[0].value


def test_a_start_that_has_passed_is_said() -> None:
    assert "could no longer be bought" in plan(v="1", start="2026-01-01").info[0].value
    assert not plan(v="1", start="2049-01-01").info


def test_every_rule_says_who_vouches_for_it() -> None:
    app = plan(v="1", spot_limit="1000")
    app.session_state["rules"] = True
    app.run()
    table = text(app)
    assert "A Capacity Block lasts at most | 182\N{NO-BREAK SPACE}days | vendor" in table
    # AWS prints no band of Trainium2.
    assert re.search(r"Spot interruptions of trn2\.48xlarge \| 12\.5.% a month \| assumed", table)


def test_spot_that_can_be_counted_on_is_used() -> None:
    app = plan()
    app.number_input(key="spot_limit").set_value(1_000).run()
    assert not app.exception
    assert app.title[0].value.startswith("Spot")
    assert "taken back in a month" in text(app)


def test_every_way_and_every_rule_is_shown_when_asked_for() -> None:
    app = plan()
    app.session_state["every_plan"] = True
    app.session_state["rules"] = True
    app.run()
    assert not app.exception
    assert "left out" in text(app)
    assert "Extend Capacity Blocks" in text(app)


@pytest.mark.parametrize(
    "query",
    [
        {"region": "eu-north-1"}, {"region": "any"}, {"deadline_days": "1"}, {"instances": "64"},
        {"platforms": "trn3.48xlarge"}, {"precision": "nvfp4"}, {"start": "2040-02-29"},
        {"model": "custom", "heads": "60", "kv_heads": "8"}, {"sure_percent": "99"},
        {"start": "soon"}, {"term_shared": "true", "spot_limit": "5000"},
    ],
)  # fmt: skip
def test_no_state_of_the_scenario_breaks_it(query: dict[str, str]) -> None:
    app = plan(v="1", **query)
    assert not app.exception
    assert app.title[0].value


def test_without_credentials_aws_is_not_asked_and_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    app = plan()
    app.session_state["block_offers"] = True
    app.run()
    app.button(key="ask_block_offers").click().run()
    assert not app.exception
    assert any("no AWS credentials on this machine" in m.value for m in app.markdown)
