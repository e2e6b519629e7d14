"""The operator page: not there without a secret, shut without the right one, slow to try."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observe import RerunTimes
from pages.shared import operator_door, shell
from pages.shared.operator_door import FROM_ALL, FROM_ONE_ADDRESS, WITHIN_S, Attempts
from pages.tables import operator as tables
from pages.tables.markdown import rows_of
from pricing import Health

APP = Path(__file__).resolve().parents[2] / "app.py"
SECRET = "a secret of a test, long"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(operator_door.SETTING, SECRET)
    monkeypatch.setattr(operator_door, "_attempts", Attempts())
    # AppTest gives a session no address.
    monkeypatch.setattr(operator_door, "visitor_address", lambda: "203.0.113.9")
    app = AppTest.from_file(str(APP), default_timeout=60)
    return app.run().switch_page("pages/operator.py").run()


def give(app: AppTest, secret: str) -> AppTest:
    app.text_input(key="_operator_secret").set_value(secret)
    return next(b for b in app.button if b.label == "Open the page").click().run()


@pytest.mark.parametrize("secret", ["", "short"])
def test_without_a_real_secret_there_is_no_such_page(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv(operator_door.SETTING, secret)
    assert operator_door.secret() == ""


def test_the_secret_may_stand_among_streamlit_s_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(operator_door.SETTING, raising=False)
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.secrets[operator_door.SETTING] = SECRET
    app = app.run().switch_page("pages/operator.py").run()
    assert [title.value for title in app.title] == ["For the operator of this server"]


def test_it_asks_for_the_secret_and_shows_nothing(opened: AppTest) -> None:
    assert not opened.exception
    assert [title.value for title in opened.title] == ["For the operator of this server"]
    assert len(opened.main.header) == 0


def test_the_right_secret_opens_it(opened: AppTest) -> None:
    app = give(opened, SECRET)
    assert not app.exception
    assert app.title[0].value in ("All is well", "Something is wrong")
    assert [h.value for h in app.main.header] == [
        "Sessions and speed", "Sources", "Warnings and errors since the start",
    ]  # fmt: skip


def test_a_wrong_secret_does_not(opened: AppTest) -> None:
    app = give(opened, SECRET[:-1])
    assert [e.value for e in app.error] == ["This is not the secret."]
    assert len(app.main.header) == 0


def test_after_five_wrong_ones_even_the_right_one_waits(opened: AppTest) -> None:
    app = opened
    for _ in range(FROM_ONE_ADDRESS):
        app = give(app, "wrong")
    app = give(app, SECRET)
    assert "Too many wrong secrets" in app.error[0].value
    assert len(app.main.header) == 0


def test_attempts_are_counted_by_address_and_altogether_and_forgotten() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(FROM_ONE_ADDRESS):
        attempts.wrong("a")
    assert not attempts.may_try("a")
    assert attempts.may_try("b")
    for number in range(FROM_ALL - FROM_ONE_ADDRESS):
        attempts.wrong(str(number))
    assert not attempts.may_try("b")
    now[0] = WITHIN_S + 1
    assert attempts.may_try("a")


def test_it_is_in_no_navigation() -> None:
    assert shell.OPERATOR_PAGE not in shell.PAGES


def test_it_says_how_old_prices_are() -> None:
    ill = Health(
        ("the price store does not answer",), False, 474, 70, date(2026, 11, 20), 3,
        NOW - timedelta(minutes=90), (),
    )  # fmt: skip
    assert tables.headline(ill) == "Something is wrong"
    assert tables.wrong(ill) == ["The price store does not answer."]
    said = tables.prices(ill, NOW)
    assert "474 prices, 404 of them fresh" in said
    assert "2026-11-20" in said
    assert "90 min ago" in said
    assert "does not answer" in said


def test_it_says_how_long_pages_take_and_what_went_wrong() -> None:
    (row,) = rows_of(tables.reruns([RerunTimes("budget", 1200, 0.1234, 0.05)]))
    assert row == {"Page": "budget", "Drawn": "1,200", "On average": "123 ms", "Over 1 s": "5 %"}
    (trouble,) = rows_of(tables.records({("error", "api"): 2, ("info", "serve"): 9}))
    assert trouble == {"Level": "error", "Part": "api", "Lines": "2"}
