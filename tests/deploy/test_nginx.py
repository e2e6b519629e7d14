"""nginx keeps what it promises in front of anything: headers, limits, addresses, closed doors.

The replicas behind it are two small servers that answer with what they were sent.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
import streamlit
from requests.adapters import HTTPAdapter

from tests.deploy.nginx import logged_until, proxy, write


class Echo(BaseHTTPRequestHandler):
    """Answers with the request's headers and its own port; a file is only on one of the two."""

    protocol_version = "HTTP/1.1"
    keeper = 0

    def do_GET(self) -> None:
        port = self.server.server_address[1]
        here = not self.path.startswith("/media/") or port == Echo.keeper
        body = json.dumps({"port": port, **dict(self.headers.items())}).encode()
        self.send_response(200 if here else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def ports() -> Iterator[tuple[int, int]]:
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Echo) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    first, second = (server.server_address[1] for server in servers)
    yield first, second
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    # Workers run as another user where the tests run as root.
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    return tmp_path / "nginx"


@pytest.fixture
def url(folder: Path, ports: tuple[int, int]) -> Iterator[str]:
    with proxy(folder, ports) as address:
        yield address


def test_it_accepts_the_configuration(folder: Path) -> None:
    done = subprocess.run(
        [*write(folder, 8080, (8501, 8502)), "-t"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_every_answer_has_the_security_headers_once(url: str) -> None:
    for path in ("/", "/metrics", "/api/v1/quotes"):
        sent = requests.get(f"{url}{path}", timeout=20).raw.headers
        for name, expected in {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        }.items():
            assert sent.getlist(name) == [expected], path
        assert sent["Server"] == "nginx"
        policy = sent["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "object-src 'none'" in policy
        assert "unsafe-eval" not in policy


def test_the_policy_names_the_scripts_of_the_page_streamlit_sends(url: str) -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text()
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts}
    policy = requests.get(url, timeout=20).headers["Content-Security-Policy"]
    assert set(re.findall(r"'sha256-(.*?)'", policy)) == hashes


def test_only_over_tls_is_tls_asked_for_ever_after(url: str) -> None:
    plain = requests.get(url, timeout=20)
    assert "Strict-Transport-Security" not in plain.headers
    secure = requests.get(url, headers={"X-Forwarded-Proto": "https"}, timeout=20)
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert secure.json()["X-Forwarded-Proto"] == "https"


@pytest.mark.parametrize("path", ["/metrics", "/_stcore/metrics", "/_stcore/agent/interact"])
def test_what_is_for_the_operator_is_shut(url: str, path: str) -> None:
    answer = requests.get(f"{url}{path}", timeout=20)
    assert answer.status_code == 404
    assert "port" not in answer.text


def test_the_visitor_s_address_is_passed_on_whatever_the_visitor_says(url: str) -> None:
    session = requests.Session()
    session.mount("http://", _From("127.0.0.2"))
    sent = {"X-Forwarded-For": "203.0.113.9", "Host": "crossover.example:8443"}
    told = session.get(url, headers=sent, timeout=20).json()
    assert told["X-Forwarded-For"] == "127.0.0.2"
    assert told["Host"] == "crossover.example:8443"


def test_a_program_that_asks_too_often_is_told_when_to_come_back(url: str) -> None:
    asked = f"{url}/api/v1/quotes"
    answers = [
        requests.get(asked, headers={"X-Forwarded-For": f"203.0.113.{n}"}, timeout=20)
        for n in range(40)
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses[:21] == [200] * 21
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["Retry-After"] == "5"
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["status"] == 429
    # Another visitor is none the worse for it.
    session = requests.Session()
    session.mount("http://", _From("127.0.0.3"))
    assert session.get(asked, timeout=20).status_code == 200


def test_too_large_a_body_is_refused_before_the_app_sees_it(url: str) -> None:
    answer = requests.post(f"{url}/api/v1/compare", data=b" " * 70_000, timeout=20)
    assert answer.status_code == 413
    answer = requests.put(f"{url}/_stcore/upload_file/a/b", data=b" " * 4_000_000, timeout=20)
    assert answer.status_code == 413


def test_a_browser_stays_with_the_replica_its_cookie_names(
    url: str, ports: tuple[int, int]
) -> None:
    for name, port in zip("ab", ports, strict=True):
        cookies = {"crossover_replica": name}
        asked = [requests.get(url, cookies=cookies, timeout=20).json() for _ in range(4)]
        assert {one["port"] for one in asked} == {port}
    anybody = [requests.get(url, timeout=20).json()["port"] for _ in range(4)]
    assert set(anybody) == set(ports)


def test_the_cookie_names_who_took_the_websocket_and_nothing_else_sets_it(
    url: str, ports: tuple[int, int]
) -> None:
    answer = requests.get(f"{url}/_stcore/stream", timeout=20)
    name = "ab"[ports.index(answer.json()["port"])]
    cookie = f"crossover_replica={name}; Path=/; HttpOnly; SameSite=Lax"
    assert answer.headers["Set-Cookie"] == cookie
    assert "Set-Cookie" not in requests.get(url, timeout=20).headers


def test_a_cookie_somebody_made_up_leads_to_a_replica_and_nowhere_else(
    url: str, ports: tuple[int, int]
) -> None:
    for made_up in ("c", "127.0.0.1:22", "http://203.0.113.9", "replica_a\r\nx"):
        sent = {"Cookie": f"crossover_replica={made_up!r}"}
        assert requests.get(url, headers=sent, timeout=20).json()["port"] in ports


def test_a_download_is_found_in_the_replica_that_has_it(url: str, ports: tuple[int, int]) -> None:
    for keeper in ports:
        Echo.keeper = keeper
        for name in "ab":
            cookies = {"crossover_replica": name}
            answer = requests.get(f"{url}/media/x.csv", cookies=cookies, timeout=20)
            assert (answer.status_code, answer.json()["port"]) == (200, keeper)


def test_its_log_holds_nothing_of_a_visitor(url: str, folder: Path) -> None:
    requests.get(f"{url}/budget?v=1&tokens=2T", timeout=20)
    requests.put(f"{url}/_stcore/upload_file/session-1/file-1", data=b"x", timeout=20)
    assert {"/budget", "/_stcore/upload_file"} <= logged_until(folder, "/_stcore/upload_file")
    written = (folder / "access.log").read_text() + (folder / "error.log").read_text()
    for hidden in ("tokens", "session-1", '"127.0.0.1"', "python-requests"):
        assert hidden not in written


class _From(HTTPAdapter):
    """Asks from another address of this machine."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, source_address=(self._address, 0), **named)
