"""The launcher serves the pages and the interface on one port."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.browser.server import serve

SCENARIO = {"tokens": 2 * 10**12}
TOKEN = "a-token-of-a-test"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serve") / "serve.log"


@pytest.fixture(scope="module")
def url(log: Path) -> Iterator[str]:
    with serve(log, {"CROSSOVER_METRICS_TOKEN": TOKEN}, script="serve.py") as address:
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


def test_what_it_writes_is_json_without_anything_of_a_visitor(url: str, log: Path) -> None:
    requests.get(f"{url}/?v=1&tokens=2T", timeout=60)
    requests.post(f"{url}/api/v1/compare", json=SCENARIO, timeout=60)
    written = log.read_text()
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert "serving" in {line["event"] for line in lines}
    others = [line for line in written.splitlines() if line and not line.startswith("{")]
    # Streamlit says where it serves before anything is asked.
    assert [line.strip().split(":")[0] for line in others] == [
        "You can now view your Streamlit app in your browser.", "URL",
    ]  # fmt: skip
    assert "tokens" not in written
    assert "GET" not in written


def test_it_tells_how_it_is(url: str) -> None:
    assert requests.get(f"{url}/healthz", timeout=60).json()["status"] in ("ok", "failing")
    assert requests.get(f"{url}/metrics", timeout=60).status_code == 401
    sent = {"Authorization": f"Bearer {TOKEN}"}
    told = requests.get(f"{url}/metrics", headers=sent, timeout=60).text
    assert "crossover_sessions 0.0" in told
