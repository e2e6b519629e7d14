"""The hosted app as a visitor meets it: behind nginx, in two processes, one of which dies."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from pages.shared.shell import PAGES
from tests.browser.conftest import Visitor
from tests.browser.test_library import keep
from tests.deploy.hosting import Hosting, Replica, hosting
from tests.deploy.nginx import program
from tests.pricing.postgresql import Server

pytestmark = pytest.mark.browser
DRAWN = 'crossover_rerun_seconds_count{page="compare"}'
PATIENCE_S = 60
OWN_PRICES = (
    "provider,region,instance_type,purchase_option,usd_per_hour\n"
    "aws,us-east-2,trn2.48xlarge,capacity_block,16\n"
)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosting]:
    program()
    try:
        server = Server()
        server.start()
    except (RuntimeError, OSError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL here, so this was not tested: {error}")
    folder = tmp_path_factory.mktemp("hosting")
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)
    try:
        with hosting(folder, server) as running:
            yield running
    finally:
        server.remove()


@pytest.fixture
def hosted(started: Hosting) -> Hosting:
    """All of it, with both processes running."""
    for replica in started.replicas.values():
        replica.start()
    return started


@pytest.fixture
def somebody(hosted: Hosting, visit: Callable[..., Visitor]) -> Callable[[], Visitor]:
    def make() -> Visitor:
        visitor = visit()
        visitor.url = hosted.url
        return visitor

    return make


def replica_of(page: Page) -> str:
    """The replica that holds the page's session."""
    (cookie,) = [c for c in page.context.cookies() if c["name"] == "crossover_replica"]
    assert cookie["httpOnly"]
    return cookie["value"]


def until(page: Page, so: Callable[[], bool]) -> None:
    """Let the page go on until something is so."""
    deadline = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < deadline, "it never came"
        page.wait_for_timeout(50)


def set_sequence_length(page: Page, tokens: int) -> None:
    box = page.get_by_label("Sequence length", exact=True)
    box.fill(str(tokens))
    box.press("Enter")
    expect(page).to_have_url(re.compile(f"seq_len={tokens}"))


def test_a_session_goes_on_in_the_other_process_when_its_own_is_killed(
    hosted: Hosting, somebody: Callable[[], Visitor], tmp_path: Path
) -> None:
    visitor = somebody()
    page = visitor.open("v=1&tokens=2T&model=llama3.1-8b")
    set_sequence_length(page, 4096)
    visitor.settled()
    query, before = visitor.query(), visitor.answer()
    mine = replica_of(page)
    other = hosted.other(mine)
    until(page, lambda: hosted.replicas[mine].metric("crossover_sessions") == 1)

    drawn = hosted.replicas[other].metric(DRAWN)
    with page.expect_websocket():
        hosted.replicas[mine].kill()
    until(page, lambda: hosted.replicas[other].metric(DRAWN) > drawn)
    visitor.settled()
    assert (visitor.query(), visitor.answer()) == (query, before)
    # An answer to this change can only come from the other process.
    set_sequence_length(page, 2048)
    visitor.settled()
    assert replica_of(page) == other
    until(page, lambda: hosted.replicas[other].metric("crossover_sessions") == 1)
    assert visitor.query() == query.replace("4096", "2048")
    assert page.get_by_role("textbox", name="Training tokens").input_value() == "2T"
    colleague = somebody()
    colleague.open(visitor.query())
    assert visitor.answer() == colleague.answer()
    set_sequence_length(page, 4096)
    visitor.settled()
    expect(page.get_by_role("table").first).to_be_visible()
    assert (visitor.query(), visitor.answer()) == (query, before)

    # The dead one comes back: the session stays where it is, and files sent up and downloads too.
    hosted.replicas[mine].start()
    page.get_by_role("link", name="Prices").click()
    expect(page).to_have_url(re.compile(r"/prices\?.*tokens=2T"))
    file = tmp_path / "mine.csv"
    file.write_text(OWN_PRICES)
    page.get_by_text("Your own prices and discounts").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("table").first).to_contain_text("$1.00")
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button", name="Template").click()
    assert download.value.path().read_text().startswith("provider,")
    assert replica_of(page) == other


def test_a_workspace_made_in_one_process_is_there_in_the_other(
    hosted: Hosting, somebody: Callable[[], Visitor]
) -> None:
    one, other = somebody(), somebody()
    page = one.open("v=1&tokens=2T", path="/library")
    keep(page, "Mine")
    page.get_by_role("button", name="Share as a workspace").click()
    page.get_by_role("button", name="Make the workspace").click()
    holds_one = "This workspace holds 1 scenario"
    expect(page.get_by_role("heading", name=holds_one)).to_be_visible()
    address = page.get_by_test_id("stCode").inner_text().strip()
    elsewhere = hosted.other(replica_of(page))
    cookie = {"name": "crossover_replica", "value": elsewhere, "url": hosted.url}
    other.page.context.add_cookies([cookie])
    other.page.goto(address)
    expect(other.page.get_by_role("heading", name=holds_one)).to_be_visible()
    assert replica_of(other.page) == elsewhere


def test_both_processes_answer_from_one_store(hosted: Hosting) -> None:
    told = [once_open(replica) for replica in hosted.replicas.values()]
    assert told[0]["prices"]["quotes"] > 0
    assert told[0]["prices"] == told[1]["prices"]


def once_open(replica: Replica) -> dict[str, Any]:
    """What a replica says of itself once its store is open, which no page waits for."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        told: dict[str, Any] = requests.get(f"{replica.url}/healthz", timeout=60).json()
        if told["store"] == {"answers": True}:
            return told
        assert time.monotonic() < deadline, f"the store never opened: {told}"


def test_a_token_one_process_made_is_good_in_the_other(hosted: Hosting) -> None:
    one, other = hosted.replicas.values()
    token = requests.get(f"{one.url}/_stcore/health", timeout=60).cookies["_streamlit_xsrf"]
    upload = f"{other.url}/_stcore/upload_file/no-session/no-file"
    sent = {"X-Xsrftoken": token, "Cookie": f"_streamlit_xsrf={token}"}
    # Refused for the session it names, not for the token; without the token for that.
    assert requests.put(upload, data=b"x", headers=sent, timeout=60).status_code == 400
    assert requests.put(upload, data=b"x", timeout=60).status_code == 403


def test_visitors_are_spread_over_the_processes(
    hosted: Hosting, somebody: Callable[[], Visitor]
) -> None:
    found = {replica_of(somebody().open()) for _ in range(4)}
    assert found == set(hosted.replicas)


def test_the_security_policy_lets_every_page_work(somebody: Callable[[], Visitor]) -> None:
    visitor = somebody()
    for name, _, _ in PAGES:
        page = visitor.open(path=f"/{name}")
        expect(page.get_by_test_id("stException")).to_have_count(0)
    # The last one has asked the browser, by a script of its own.
    expect(page.get_by_role("heading", name="Your library holds 0 scenarios")).to_be_visible()
    refused = [said for said in visitor.console_errors if "Content Security Policy" in said]
    assert refused == []
    assert all(asked.startswith((visitor.url, "data:", "blob:")) for asked in visitor.requests)


def test_charts_are_drawn_and_taken_along_under_the_policy(
    somebody: Callable[[], Visitor],
) -> None:
    visitor = somebody()
    page = visitor.open()
    expect(page.locator('[data-testid="stVegaLiteChart"] svg').first).to_be_visible()
    page.get_by_role("button", name="Download", exact=True).click()
    for label, start in {"PNG": b"\x89PNG", "Platforms": b"\xef\xbb\xbf"}.items():
        with page.expect_download() as download:
            page.get_by_test_id("stDownloadButton").get_by_role(
                "button", name=label, exact=True
            ).click()
        assert Path(download.value.path()).read_bytes().startswith(start)
    assert [e for e in visitor.console_errors if "Content Security Policy" in e] == []
