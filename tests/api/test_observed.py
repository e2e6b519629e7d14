"""The state of the server over HTTP: open without secrets, its metrics only with the token."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.routing import Route

from api import observed
from pricing import Health, health
from tests.api.conftest import running

TOKEN = "a-token-of-a-test"
APP = Starlette(routes=[Route("/healthz", observed.healthz), Route("/metrics", observed.metrics)])


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(APP) as address:
        yield address


def get(url: str, authorization: str = "") -> requests.Response:
    return requests.get(url, headers={"Authorization": authorization.encode()}, timeout=60)


def test_it_is_failing_until_the_store_answers(url: str) -> None:
    known = health(datetime.now(UTC))
    answer = get(f"{url}/healthz")
    assert answer.status_code == (200 if known.well else 503)
    assert answer.json()["status"] == ("ok" if known.well else "failing")
    assert answer.json()["prices"]["quotes"] == known.quotes
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_says_what_is_wrong(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    ill = Health(
        ("the price store does not answer",), False, 474, 3, now.date(), 0,
        now - timedelta(hours=2), ("skypilot",),
    )  # fmt: skip
    monkeypatch.setattr(observed, "health", lambda _now: ill)
    answer = get(f"{url}/healthz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failing",
        "wrong": ["the price store does not answer"],
        "store": {"answers": False},
        "prices": {"quotes": 474, "stale": 3, "newest": "2026-11-23", "newest_age_days": 0},
        "refresh": {"last": "2026-11-23T10:00:00+00:00", "failing": ["skypilot"]},
    }


def test_metrics_are_off_without_a_token(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(observed.TOKEN, raising=False)
    answer = get(f"{url}/metrics", "Bearer ")
    assert answer.status_code == 404
    assert "crossover_" not in answer.text


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer é"])
def test_metrics_are_refused_with_another_token(
    url: str, monkeypatch: pytest.MonkeyPatch, sent: str
) -> None:
    monkeypatch.setenv(observed.TOKEN, TOKEN)
    answer = get(f"{url}/metrics", sent)
    assert answer.status_code == 401
    assert TOKEN not in json.dumps(dict(answer.headers)) + answer.text


def test_prometheus_reads_the_metrics(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(observed.TOKEN, TOKEN)
    answer = get(f"{url}/metrics", f"Bearer {TOKEN}")
    assert answer.status_code == 200
    found = {family.name for family in text_string_to_metric_families(answer.text)}
    assert found >= {
        "crossover_sessions", "crossover_rerun_seconds", "crossover_log_records",
        "crossover_healthy", "crossover_quotes", "crossover_newest_quote_age_days",
        "crossover_source_age_seconds", "process_resident_memory_bytes",
    }  # fmt: skip
