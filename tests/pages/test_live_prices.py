"""How often an open page looks for new prices: often while some are coming, seldom at rest."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from pages.shared import live_prices


class Page:
    """An open page: its session, whether sources are being read, and whether it drew itself."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.session: dict[str, Any] = {}
        self.reading = False
        self.drawn_again = 0
        monkeypatch.setattr(st, "session_state", self.session)
        monkeypatch.setattr(st, "rerun", self._rerun)
        monkeypatch.setattr(live_prices, "live_sources", self._sources)
        monkeypatch.setattr(live_prices, "refresh_now", lambda: None)
        self._patch = monkeypatch

    def server_started(self, seconds_ago: float) -> None:
        self._patch.setattr(live_prices, "_started", time.monotonic() - seconds_ago)
        self.session.pop(live_prices._UNTIL, None)

    def _rerun(self) -> None:
        self.drawn_again += 1

    def _sources(self) -> tuple[SimpleNamespace, ...]:
        stage = "reading" if self.reading else ""
        return (SimpleNamespace(title="A catalog", stage=stage),)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    return Page(monkeypatch)


def test_after_the_server_s_start_it_looks_now_and_then(page: Page) -> None:
    page.server_started(seconds_ago=1)
    assert live_prices.look_every_s() == live_prices.LOOK_NOW_AND_THEN_S


def test_after_somebody_asked_for_prices_it_looks_every_few_seconds(page: Page) -> None:
    page.server_started(seconds_ago=3600)
    live_prices._ask()
    assert live_prices.look_every_s() == live_prices.LOOK_EVERY_S


def test_a_page_that_is_merely_open_looks_once_a_minute(page: Page) -> None:
    page.server_started(seconds_ago=3600)
    assert live_prices.look_every_s() == live_prices.LOOK_AT_REST_S >= 60
    page.reading = True
    assert live_prices.look_every_s() == live_prices.LOOK_NOW_AND_THEN_S >= 10


def test_when_nothing_is_expected_any_more_the_page_slows_down(page: Page) -> None:
    page.server_started(seconds_ago=1)
    live_prices.progress()
    live_prices._look()
    assert page.drawn_again == 0
    page.server_started(seconds_ago=3600)
    live_prices._look()
    assert page.drawn_again == 1
