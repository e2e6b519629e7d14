"""After the first page the collector passes over what stays, whoever comes later."""

import gc

from streamlit.testing.v1 import AppTest

from tests.pages.test_app import APP


def test_what_is_loaded_with_the_first_page_is_not_looked_through_again() -> None:
    AppTest.from_file(str(APP), default_timeout=60).run()
    frozen = gc.get_freeze_count()
    assert frozen > 10_000
    AppTest.from_file(str(APP), default_timeout=60).run()
    assert gc.get_freeze_count() <= frozen
