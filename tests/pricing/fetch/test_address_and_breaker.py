"""Where a source is, and when it is left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pricing.fetch.address import check_online, source_address
from pricing.fetch.breaker import Breaker
from pricing.fetch.errors import AddressRefused, Offline

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PUBLIC = "https://prices.example/catalog"


def failed(times: int) -> Breaker:
    breaker = Breaker()
    for _ in range(times):
        breaker = breaker.after_failure(NOON)
    return breaker


def test_a_source_is_where_it_is_published_unless_a_setting_moves_it() -> None:
    moved = {"CROSSOVER_SKYPILOT_URL": "https://mirror.example/v8"}
    assert source_address("skypilot", PUBLIC, {}) == PUBLIC
    assert source_address("skypilot", PUBLIC, {"CROSSOVER_SKYPILOT_URL": " "}) == PUBLIC
    assert source_address("skypilot", PUBLIC, moved) == "https://mirror.example/v8"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/", "http://[::1]:9", "http://localhost:9", "https://a.example"]
)
def test_plain_http_is_for_loopback_only(address: str) -> None:
    assert source_address("s", PUBLIC, {"CROSSOVER_S_URL": address})


@pytest.mark.parametrize(
    "address",
    ["http://mirror.example", "ftp://a.example", "file:///etc/passwd", "mirror.example", "https://",
     "https://user:secret@a.example", "http://127.0.0.1.example", "https://a.example:99999",
     "http://[::1"],
)  # fmt: skip
def test_other_addresses_are_refused_naming_the_setting(address: str) -> None:
    with pytest.raises(AddressRefused, match="CROSSOVER_S_URL") as refused:
        source_address("s", PUBLIC, {"CROSSOVER_S_URL": address})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("value", ["1", "true", "yes"])
def test_offline_is_a_setting(value: str) -> None:
    with pytest.raises(Offline):
        check_online({"CROSSOVER_OFFLINE": value})


@pytest.mark.parametrize("value", ["", "0", "false"])
def test_online_is_the_default(value: str) -> None:
    raised = None
    try:
        check_online({"CROSSOVER_OFFLINE": value})
    except Offline as error:
        raised = error
    assert raised is None


def test_two_failures_do_not_stop_a_source_and_three_do() -> None:
    assert failed(2).allows(NOON)
    assert not failed(3).allows(NOON + timedelta(minutes=14))
    assert failed(3).allows(NOON + timedelta(minutes=15))


def test_the_pause_doubles_up_to_six_hours() -> None:
    assert failed(4).paused_until == NOON + timedelta(minutes=30)
    assert failed(50).paused_until == NOON + timedelta(hours=6)


def test_a_success_forgets_the_failures() -> None:
    assert failed(9).after_success() == Breaker()


def test_a_failure_of_tomorrow_stops_nobody() -> None:
    assert failed(9).allows(NOON - timedelta(days=1))
