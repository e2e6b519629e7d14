"""The launcher serves the pages and the interface on one port."""

import re
from collections.abc import Iterator

import pytest
import requests

from tests.browser.server import serve

SCENARIO = {"tokens": 2 * 10**12}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("serve") / "serve.log", script="serve.py") as address:
        yield address


def test_the_pages_and_the_interface_stand_side_by_side(url: str) -> None:
    page = requests.get(url, timeout=60)
    assert page.status_code == 200
    assert "text/html" in page.headers["Content-Type"]
    answer = requests.post(f"{url}/api/v1/compare", json=SCENARIO, timeout=60)
    assert answer.json()["scenario"]["tokens"] == 2 * 10**12


def test_a_pasted_link_shows_its_answer(url: str) -> None:
    # A server that has just started answers the first link without its answer if that takes long.
    requests.post(f"{url}/api/v1/compare", json=SCENARIO, timeout=60)
    tags = requests.get(f"{url}/?v=1&tokens=2T", timeout=60).text
    assert re.search(r'property="og:title" content="H100 SXM .*costs less than Trainium2"', tags)
    assert "Probability that Trainium is cheaper" in tags
    assert tags.count("<title>") == 1
