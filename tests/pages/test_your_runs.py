"""Your runs: a pasted log becomes an anchor in the link; the text itself never does."""

from streamlit.testing.v1 import AppTest

from tests.model.test_run_log import MEGATRON, log
from tests.pages.test_app import APP

SMALL = {"v": "1", "model": "llama3.1-8b", "tokens": "1T", "instances": "16"}


def your_runs(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app.switch_page("pages/your_runs.py").run()


def text(app: AppTest) -> str:
    return "".join(m.value for m in app.markdown)


def pasted() -> AppTest:
    app = your_runs(**SMALL)
    app.selectbox(key="log_platform").set_value("p5.48xlarge")
    return app.text_area(key="log_text").set_value(log(MEGATRON)).run()


def test_without_a_log_the_page_says_which_ones_it_reads() -> None:
    app = your_runs()
    assert not app.exception
    assert "Bring your log" in app.title[0].value
    assert "torchtitan" in text(app)


def test_a_pasted_log_is_read_and_compared() -> None:
    app = pasted()
    assert not app.exception
    assert app.title[0].value.startswith("Your log shows H100")
    assert "30 steps found" in text(app)
    assert "anchors" not in app.query_params


def test_using_it_puts_the_measurement_and_not_the_text_into_the_link() -> None:
    app = pasted()
    app.button(key="use_anchor").click().run()
    assert not app.exception
    anchor = app.query_params["anchors"]
    assert anchor.startswith("p5.48xlarge:")
    assert "iteration" not in str(dict(app.query_params))
    assert "becomes" in text(app)
    app.button(key=f"forget_{anchor}").click().run()
    assert "anchors" not in app.query_params


def test_what_was_pasted_outlives_a_look_at_another_page() -> None:
    app = pasted()
    app.switch_page("pages/compare.py").run()
    app.switch_page("pages/your_runs.py").run()
    assert app.text_area(key="log_text").value == log(MEGATRON)


def test_an_uploaded_file_is_read_like_pasted_text() -> None:
    app = your_runs(**SMALL)
    app.selectbox(key="log_platform").set_value("p5.48xlarge")
    app.file_uploader(key="log_file").upload("run.log", log(MEGATRON).encode()).run()
    assert not app.exception
    assert app.title[0].value.startswith("Your log shows H100")


def test_text_that_is_no_log_says_what_was_looked_for() -> None:
    app = your_runs()
    app.text_area(key="log_text").set_value("hello <b>world</b>").run()
    assert not app.exception
    assert "No step times" in app.warning[0].value
    assert "Megatron" in text(app)


def test_a_log_of_another_batch_is_refused_with_what_to_check() -> None:
    app = your_runs(**SMALL)
    app.selectbox(key="log_platform").set_value("p5.48xlarge")
    app.number_input(key="log_instances").set_value(5_000)
    app.text_area(key="log_text").set_value(log(MEGATRON)).run()
    assert not app.exception
    assert app.error
    assert app.text_area(key="log_text").value == log(MEGATRON)


def test_a_link_with_a_measurement_shows_what_it_changes() -> None:
    app = your_runs(**SMALL, anchors="trn2.48xlarge:0.70:0.05")
    assert not app.exception
    assert "trn2.48xlarge: $" in text(app).replace("\\", "")
