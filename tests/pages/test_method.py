"""The Method page shows every section with its formulas, letters and worked example."""

from streamlit.testing.v1 import AppTest

from model.method.contents import SECTIONS
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
