"""The Method page shows every section with its formulas, letters and worked example."""

import pytest
from streamlit.testing.v1 import AppTest

from model.method.contents import SECTIONS, examples
from pages.tables.method import letter_rows, worked_rows
from tests.pages.test_app import APP


def method() -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    return app.switch_page("pages/method.py").run()


def test_every_section_is_shown_with_formulas_and_a_worked_example() -> None:
    app = method()
    assert not app.exception
    titles = [h.value for h in app.header]
    assert [s.title for s in SECTIONS] == [t for t in titles if t != "Crossover"]
    shown = "".join(m.value for m in app.markdown)
    assert shown.count("Worked out.") == len(SECTIONS)
    assert len(app.latex) == sum(len(s.formulas) for s in SECTIONS)
    assert "8,030,261,248" in shown


def test_the_contents_link_to_every_section() -> None:
    shown = "".join(m.value for m in method().markdown)
    assert "](#parameters)" in shown
    assert shown.count("](#") >= len(SECTIONS)


def test_letters_and_examples_are_files_too() -> None:
    letters, worked = letter_rows(SECTIONS), worked_rows(SECTIONS, examples())
    assert len(letters) == sum(len(s.symbols) for s in SECTIONS)
    assert [row["Section"] for row in worked] == [s.title for s in SECTIONS]
    for row, example in zip(worked, examples(), strict=True):
        assert row["By code"] == pytest.approx(row["By formula"], rel=example.tolerance)
