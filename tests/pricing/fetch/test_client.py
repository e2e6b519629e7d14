"""The client reads what is there, tries again what may pass, and refuses the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from pricing.fetch.client import LONGEST_WAIT_S, Client, Limits
from pricing.fetch.errors import AddressRefused, BodyRefused, FetchError, Offline, TemporaryFailure
from tests.pricing.loopback import Answer, etagged, gzipped, in_turn, serving

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WHOLE = b"InstanceType,Price\np5.48xlarge,55.04\n"


def client(waited: list[float] | None = None, **limits: float) -> Client:
    waits = [] if waited is None else waited
    return Client(Limits(**{"silence_s": 5.0, **limits}), wait=waits.append)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _online(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CROSSOVER_OFFLINE", raising=False)


def test_a_file_is_read_whole_with_its_mark_and_time() -> None:
    with serving(etagged(WHOLE, '"v1"')) as source:
        fetched = client().get(source.url)
    assert (fetched.body, fetched.etag) == (WHOLE, '"v1"')
    assert fetched.fetched_at.tzinfo is not None


def test_a_known_version_is_not_sent_again() -> None:
    with serving(etagged(WHOLE, '"v1"')) as source:
        assert client().get(source.url, etag='"v1"').body is None


@pytest.mark.parametrize("announced", [True, False])
def test_gzip_is_unpacked_whether_or_not_the_header_says_so(announced: bool) -> None:
    with serving(in_turn(gzipped(WHOLE, announced))) as source:
        assert client().get(source.url).body == WHOLE


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_throttling_and_server_errors_are_tried_again(status: int) -> None:
    waited: list[float] = []
    with serving(in_turn(Answer(status=status), Answer(WHOLE))) as source:
        assert client(waited).get(source.url).body == WHOLE
    assert len(waited) == 1


def test_the_wait_is_at_least_what_the_source_asks_for_within_reason() -> None:
    waited: list[float] = []
    answers = in_turn(
        Answer(status=429, headers={"Retry-After": "7"}),
        Answer(status=429, headers={"Retry-After": "86400"}),
        Answer(WHOLE),
    )
    with serving(answers) as source:
        client(waited).get(source.url)
    assert waited[0] == 7
    assert waited[1] == LONGEST_WAIT_S


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("Mon, 23 Nov 2026 09:30:20 GMT", 20.0), ("Mon, 23 Nov 2026 09:00:00 GMT", 0.0),
     ("soon", 0.0), ("Mon, 99 Nov 99999 09:00:00 GMT", 0.0)],
)  # fmt: skip
def test_the_wait_may_be_asked_for_as_a_moment(asked: str, expected: float) -> None:
    waited: list[float] = []
    answers = in_turn(Answer(status=503, headers={"Retry-After": asked}), Answer(WHOLE))
    with serving(answers) as source:
        replace(client(waited), now=lambda: NOW).get(source.url)
    assert waited[0] == expected or (expected == 0.0 and waited[0] < 2)


def test_a_source_that_stays_down_is_given_up_after_four_attempts() -> None:
    with (
        serving(in_turn(Answer(status=503))) as source,
        pytest.raises(TemporaryFailure, match="answered 503"),
    ):
        client().get(source.url)
    assert len(source.asked) == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_not_tried_again(status: int) -> None:
    with (
        serving(in_turn(Answer(status=status))) as source,
        pytest.raises(FetchError, match=f"answered {status}"),
    ):
        client().get(source.url)
    assert len(source.asked) == 1


def test_a_truncated_answer_is_never_taken_for_the_whole() -> None:
    cut = Answer(WHOLE[:20], length=len(WHOLE))
    with serving(in_turn(cut, Answer(WHOLE))) as source:
        assert client().get(source.url).body == WHOLE
    with serving(in_turn(cut)) as source, pytest.raises(TemporaryFailure, match="cut in the mid"):
        client().get(source.url)


def test_truncated_gzip_is_refused() -> None:
    packed = gzipped(WHOLE, announced=False).body[:-9]
    with serving(in_turn(Answer(packed))) as source, pytest.raises(BodyRefused, match="cut short"):
        client().get(source.url)


def test_damaged_gzip_is_refused() -> None:
    with (
        serving(in_turn(Answer(b"\x1f\x8bnot gzip at all"))) as source,
        pytest.raises(BodyRefused, match="damaged"),
    ):
        client().get(source.url)


def test_an_oversized_answer_is_refused() -> None:
    with (
        serving(in_turn(Answer(b"x" * 2000))) as source,
        pytest.raises(BodyRefused, match="larger than 1,000 bytes"),
    ):
        client(body_bytes=1000).get(source.url)


def test_a_decompression_bomb_is_refused() -> None:
    with (
        serving(in_turn(gzipped(b"0" * 10_000_000, announced=True))) as source,
        pytest.raises(BodyRefused, match="unpacks to more than 100,000 bytes"),
    ):
        client(body_bytes=100_000).get(source.url)


def test_slow_bytes_are_not_waited_for_without_end() -> None:
    hours = count(step=3600.0)
    with serving(in_turn(Answer(WHOLE))) as source:
        slow = Client(Limits(attempts=2), wait=lambda _: None, clock=lambda: next(hours))
        with pytest.raises(TemporaryFailure, match="not there after 90 s"):
            slow.get(source.url)
    assert len(source.asked) == 1  # what trickles is not asked to trickle again


def test_nobody_at_the_address_is_said_so() -> None:
    with serving(in_turn(Answer())) as source:
        gone = source.url
    with pytest.raises(TemporaryFailure, match="no connection"):
        client().get(gone)


def test_a_redirect_within_the_host_is_followed() -> None:
    moved = Answer(status=302, headers={"Location": "/v8/vms.csv"})
    with serving(in_turn(moved, Answer(WHOLE))) as source:
        assert client().get(source.url + "/latest").body == WHOLE
    assert [asked.path for asked in source.asked] == ["/latest", "/v8/vms.csv"]


@pytest.mark.parametrize(
    "location", ["https://evil.example/x", "http://169.254.169.254/latest", "//127.0.0.2/x"]
)
def test_a_redirect_to_another_host_is_refused(location: str) -> None:
    away = Answer(status=302, headers={"Location": location})
    with serving(in_turn(away)) as source, pytest.raises(AddressRefused):
        client().get(source.url)
    assert len(source.asked) == 1


def test_a_redirect_in_a_circle_ends() -> None:
    circle = Answer(status=302, headers={"Location": "/"})
    with serving(in_turn(circle)) as source, pytest.raises(FetchError, match="more than 3 times"):
        client().get(source.url)


def test_offline_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSOVER_OFFLINE", "1")
    with serving(in_turn(Answer(WHOLE))) as source, pytest.raises(Offline):
        client().get(source.url)
    assert source.asked == []


def test_no_credentials_are_sent() -> None:
    with serving(in_turn(Answer(WHOLE))) as source:
        client().get(source.url)
    assert not {"Authorization", "Cookie"} & set(source.asked[0].headers)
