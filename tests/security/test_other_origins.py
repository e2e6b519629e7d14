"""A page of another origin, open in a visitor's browser, gets nothing from the app."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import websockets.sync.client as client
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from tests.browser.server import ROOT, serve
from tests.pricing.loopback import Answer, Source, serving

SERVER = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["server"]


@pytest.fixture(scope="module")
def outside() -> Iterator[Source]:
    """Takes every request the app makes to another host."""
    with serving(lambda _: Answer(b"203.0.113.9")) as source:
        yield source


@pytest.fixture(scope="module")
def url(outside: Source, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    proxies = {"http_proxy": outside.url, "https_proxy": outside.url, "no_proxy": ""}
    log: Path = tmp_path_factory.mktemp("origins") / "app.log"
    with serve(log, proxies, script="serve.py") as address:
        yield address


def connect(url: str, origin: str) -> None:
    """Open a session as a page of that origin."""
    address = url.replace("http:", "ws:") + "/_stcore/stream"
    subprotocols = [Subprotocol("streamlit")]
    with client.connect(address, origin=Origin(origin), subprotocols=subprotocols, proxy=None):
        pass


def test_its_own_page_opens_a_session(url: str) -> None:
    connect(url, url)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://203.0.113.9", "null"])
def test_a_page_of_another_origin_opens_none_and_nobody_is_asked_who_we_are(
    url: str, outside: Source, origin: str
) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        connect(url, origin)
    assert outside.asked == []


def test_nothing_is_sent_up_without_the_token_of_a_page_of_ours(url: str) -> None:
    upload = f"{url}/_stcore/upload_file/a-session/a-file"
    assert requests.put(upload, data=b"x", timeout=60).status_code == 403
    forged = {"X-Xsrftoken": "made up", "Cookie": "_streamlit_xsrf=made up"}
    assert requests.put(upload, data=b"x", headers=forged, timeout=60).status_code in (400, 403)
    assert SERVER["enableXsrfProtection"] is True
    assert SERVER["maxUploadSize"] <= 2


def test_another_origin_may_not_read_an_answer(url: str) -> None:
    sent = {"Origin": "https://evil.example"}
    for path in ("/", "/api/v1/quotes", "/_stcore/health"):
        headers = requests.get(f"{url}{path}", headers=sent, timeout=60).headers
        assert "Access-Control-Allow-Origin" not in headers, path
    assert SERVER["enableCORS"] is True
