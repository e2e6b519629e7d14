"""Names and notes of strangers are shown as they were written: never as markup, formula or code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from model.frozen.link import FROZEN_KEY
from model.library import Entry, Library
from model.scenario.packing import packed
from pages.charts import export
from pages.shared import answers, browser_store, downloads
from pages.tables.markdown import escaped, markdown, rows_of
from tests.fuzz.targets import links
from tests.pages.test_library import DAY
from tests.scenarios import scenario
from tests.security.hostile import FORMULA, IMAGE, LINK, SHORT, TAG, TEXTS, live_markup

APP = Path(__file__).resolve().parents[2] / "app.py"
# The operator's page is there for who has set a secret, and shows no text of users.
PAGES = sorted({path.name for path in (APP.parent / "pages").glob("[a-z]*.py")} - {"operator.py"})


def opened(page: str, query: dict[str, str] | None = None, **state: object) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in (query or {}).items():
        app.query_params[key] = value
    for key, value in state.items():
        app.session_state[key] = value
    return app.run().switch_page(f"pages/{page}").run()


def own_prices() -> bytes:
    """A user's file whose every text is hostile, with prices that beat the public ones."""
    rows = [
        {
            "provider": TAG, "region": LINK, "instance_type": IMAGE,
            "purchase_option": "capacity_block", "usd_per_hour": "1", "note": IMAGE,
        },
        {
            "provider": "aws", "region": "us-east-2", "instance_type": "trn2.48xlarge",
            "purchase_option": "capacity_block", "usd_per_hour": "20", "note": TAG,
        },
        {
            "provider": "aws", "region": IMAGE, "instance_type": "p5.48xlarge",
            "purchase_option": "capacity_block", "usd_per_hour": "2", "note": LINK,
        },
    ]  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def with_own_file() -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["region"] = "any"
    app.run().switch_page("pages/prices.py").run()
    if not [box for box in app.file_uploader if box.key == "own_file"]:
        app.session_state["own_prices_box"] = True
        app.run()
    return app.file_uploader(key="own_file").upload("![p](x).csv", own_prices()).run()


def test_the_check_sees_markup_that_was_not_escaped() -> None:
    def page() -> None:
        import streamlit as st

        st.markdown("[free](https://evil.example)")
        st.button("![p](https://evil.example/p.png)")
        st.caption("\\[free\\](https\\://evil.example)")

    assert len(live_markup(AppTest.from_function(page).run())) == 2


@pytest.mark.parametrize("page", PAGES)
def test_a_user_s_file_of_prices_draws_no_markup_on_any_page(page: str) -> None:
    app = with_own_file()
    assert not app.exception
    app.switch_page(f"pages/{page}").run()
    assert not app.exception
    assert live_markup(app) == []


def test_a_file_that_is_refused_is_refused_in_plain_text() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.run().switch_page("pages/prices.py").run()
    app.session_state["own_prices_box"] = True
    app.run()
    app.file_uploader(key="own_file").upload(f"{SHORT}.csv", f"{IMAGE},{TAG}\n1,2\n".encode()).run()
    assert len(app.error) > 1
    assert live_markup(app) == []


def frozen(**changes: str) -> dict[str, str]:
    """A frozen link, its checksums right, that names things as a stranger likes."""
    rows = json.loads(links._PACKED)
    if "platform" in changes:
        for platform in rows[5]:
            platform[0] = changes["platform"]
    rows[2] = [changes.get("version", text) for text in rows[2]]
    rows[3] = [changes.get("region", text) for text in rows[3]]
    rows[4] = [changes.get("source", text) for text in rows[4]]
    return {"v": "1", FROZEN_KEY: packed(json.dumps(rows).encode())}


@pytest.mark.parametrize("what", ["platform", "version", "region", "source"])
@pytest.mark.parametrize("text", [IMAGE, LINK, TAG])
def test_a_frozen_link_draws_no_markup(what: str, text: str) -> None:
    app = opened("frozen.py", frozen(**{what: text}))
    assert not app.exception
    assert app.title[0].value != "This frozen link cannot be used"
    assert live_markup(app) == []


def test_a_link_s_mistakes_are_plain_text() -> None:
    query = {"v": TAG, IMAGE: LINK, "model": IMAGE, "platforms": TAG, "own_prices": LINK}
    app = opened("compare.py", query)
    assert not app.exception
    assert app.warning
    assert live_markup(app) == []


def test_a_library_s_names_and_tags_draw_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    for number, text in enumerate((IMAGE, LINK, TAG)):
        entry = Entry(text, scenario(tokens=(number + 1) * 10**12), DAY, (SHORT, "ok"))
        library = library.keeping(entry)
    broken = json.loads(library.to_json())
    broken["entries"].append({"name": IMAGE, "saved_on": IMAGE, "scenario": {IMAGE: TAG}})
    monkeypatch.setattr(browser_store, "text", lambda: json.dumps(broken))
    app = opened("library.py")
    assert not app.exception
    assert app.title[0].value == "Your library holds 3 scenarios"
    assert app.warning
    assert live_markup(app) == []


def test_a_log_s_text_draws_no_markup() -> None:
    text = "\n".join(f"{IMAGE} {TAG} step_time_s: {n}" for n in range(9))
    app = opened("your_runs.py", None, log_text=f"{IMAGE},step_time_s\n{TAG},1\n{text}")
    assert not app.exception
    assert live_markup(app) == []


@pytest.mark.parametrize("text", TEXTS)
def test_an_escaped_text_keeps_its_words_and_stays_in_its_cell(text: str) -> None:
    table = markdown([{"Name": escaped(text), "Cost": "1"}])
    assert len(table.splitlines()) == 3
    (row,) = rows_of(table)
    assert row == {"Name": " ".join(text.replace("\r\r", "\r").split("\r")), "Cost": "1"}


@pytest.mark.parametrize("text", [*TEXTS, "a;=1+1", "a;\t@x", 'a; "=1"', " -1+1", "＝1"])
def test_no_cell_of_an_export_is_a_formula_in_any_spreadsheet(text: str) -> None:
    exported = downloads.table_csv(lambda: [{text: text, "usd": -1.5}]).decode("utf-8-sig")
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(exported, newline=""), delimiter=separator):
            for cell in row[:1] if separator == "," else row:
                assert not cell.strip(' "').startswith(("=", "+", "-", "@", "＝")), cell
    assert exported.rstrip().endswith(",-1.5")


def test_data_that_look_like_an_expression_are_drawn_as_text() -> None:
    st.cache_resource.clear()
    rows = [
        {"platform": text, "family": text, "order": n, "then": 10.0, "now": 20.0, "words": text}
        for n, text in enumerate((TAG, FORMULA, "datum.now", "{{signal}}", "</text><script>1"))
    ]
    drawn = export.svg(answers.chart("cost_then_and_now", False), rows, TAG).decode()
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert "datum.now" in drawn


def addresses(part: object) -> list[object]:
    """What of a chart's specification could make a browser ask for something, or run text."""
    if isinstance(part, dict):
        own = [part[key] for key in part.keys() & {"url", "href", "signal", "params", "image"}]
        kinds = [part["mark"]] if part.get("mark") in ("image", {"type": "image"}) else []
        return own + kinds + [found for value in part.values() for found in addresses(value)]
    return [found for item in part for found in addresses(item)] if isinstance(part, list) else []


def test_no_chart_asks_for_anything_or_runs_text_of_its_data() -> None:
    folder = APP.parent / "pages" / "charts" / "specs"
    specs = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    assert specs
    assert {name: found for name, spec in specs.items() if (found := addresses(spec))} == {}
