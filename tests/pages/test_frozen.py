"""The page that shows a frozen answer beside today's."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from model.comparison import compare
from model.frozen import FrozenAnswer, freeze, frozen_query
from model.price import Price, prices_from_rows
from model.scenario import Scenario
from pricing import snapshot_book
from tests.scenarios import scenario

APP = Path(__file__).resolve().parents[2] / "app.py"
DAY = date(2026, 5, 3)


def frozen(asked: Scenario, factor: float) -> FrozenAnswer:
    """The answer on a day when every price was so much higher."""
    quoted: list[Price] = [
        price.model_copy(update={"usd_per_hour": price.usd_per_hour * factor})
        for price in prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    ]
    return freeze(compare(asked, quoted), DAY)


def run(query: dict[str, str]) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run().switch_page("pages/frozen.py").run()


def shown(app: AppTest) -> str:
    return app.title[0].value + "".join(m.value for m in app.markdown).replace("\\", "")


def test_it_shows_what_was_quoted_and_what_holds_today_to_the_cent() -> None:
    asked = scenario(tokens=2 * 10**12)
    then = frozen(asked, 1.25)
    app = run(frozen_query(then))
    assert not app.exception
    assert app.title[0].value == "H100 SXM was the cheaper one on 03 May 2026 and still is"
    today = frozen(asked, 1)
    for answer in (then, today):
        for platform in answer.platforms:
            assert platform.cost_cents is not None
            whole, cent = divmod(platform.cost_cents, 100)
            assert f"${whole:,}.{cent:02d}" in shown(app)
    assert "As quoted on 03 May 2026 | Today" in shown(app)
    assert "Changed since: price." in shown(app)
    assert "formulas" not in shown(app)


def test_nothing_changed_is_said() -> None:
    app = run(frozen_query(frozen(scenario(), 1)))
    assert "Nothing it rests on has changed since." in shown(app)
    assert "$0.00" in shown(app)


def test_a_damaged_one_is_refused_with_the_reason_and_offers_the_live_scenario() -> None:
    query = frozen_query(frozen(scenario(tokens=2 * 10**12), 1))
    app = run({**query, "frozen": query["frozen"][:-20]})
    assert not app.exception
    assert app.title[0].value == "This frozen link cannot be used"
    assert "the checksum is wrong" in app.error[0].value
    assert app.text_input(key="tokens").value == "2T"
    (link,) = app.get("page_link")
    assert link.proto.label == "Open the live scenario"


def test_one_whose_costs_do_not_follow_is_marked() -> None:
    then = frozen(scenario(), 1)
    cheaper = tuple(replace(p, cost_cents=(p.cost_cents or 0) // 2) for p in then.platforms)
    app = run(frozen_query(replace(then, platforms=cheaper)))
    assert "Somebody may have altered this link" in app.warning[0].value


@pytest.mark.parametrize(
    "asked",
    [
        scenario(platforms=("trn2.48xlarge",)),
        scenario(purchase_option="reserved_1y"),
        scenario(model="t5-11b"),
        scenario(deadline_days=1, tokens=10**15),
    ],
    ids=["one family", "not sold", "cannot run", "too slow"],
)
def test_an_answer_without_a_verdict_can_be_frozen_too(asked: Scenario) -> None:
    app = run(frozen_query(frozen(asked, 1)))
    assert not app.exception
    assert app.title[0].value == "As quoted on 03 May 2026, and today"


def test_a_changed_scenario_is_not_taken_for_the_frozen_one() -> None:
    app = run(frozen_query(frozen(scenario(), 1)))
    app.slider(key="deadline_days").set_value(90).run()
    assert not app.exception
    assert app.title[0].value == "No answer was frozen for this scenario"
    assert dict(app.query_params) == {"v": "1", "deadline_days": "90"}
