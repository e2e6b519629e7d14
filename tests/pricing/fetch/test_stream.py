"""A body too large to hold: piece by piece, bounded, unpacked as it comes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.fetch.body import unpacked_pieces
from pricing.fetch.client import Client, Limits
from pricing.fetch.errors import BodyRefused, FetchError, Forbidden, NotThere, TemporaryFailure
from tests.pricing.loopback import Answer, etagged, gzipped, in_turn, serving

BODY = b"p5.48xlarge,55.04\n" * 50_000
ONCE = Client(Limits(attempts=1, silence_s=5), wait=lambda _: None)


def count(pieces: Iterator[bytes]) -> tuple[int, int]:
    """How many bytes in all, and in the largest piece."""
    sizes = [len(piece) for piece in pieces]
    return sum(sizes), max(sizes)


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_comes_in_pieces(packed: bool) -> None:
    answer = gzipped(BODY, announced=False) if packed else Answer(BODY)
    with serving(in_turn(answer)) as server:
        fetched, found = ONCE.stream(server.url, "", count)
    assert found is not None
    assert found[0] == len(BODY)
    assert found[1] <= 1024 * 1024
    assert fetched.body is None


def test_an_unchanged_body_is_not_sent_and_not_read() -> None:
    with serving(etagged(BODY, '"v1"')) as server:
        fetched, found = ONCE.stream(server.url, '"v1"', count)
    assert (found, fetched.etag) == (None, '"v1"')


def test_a_stream_that_breaks_is_read_anew_from_its_beginning() -> None:
    twice = Client(Limits(attempts=2, silence_s=5), wait=lambda _: None)
    with serving(in_turn(Answer(BODY, length=len(BODY) + 1), Answer(BODY))) as server:
        _, found = twice.stream(server.url, "", count)
    assert found is not None
    assert found[0] == len(BODY)


def test_a_stream_larger_than_its_limit_is_refused() -> None:
    small = Client(Limits(attempts=1, body_bytes=100_000))
    with serving(in_turn(Answer(BODY))) as server, pytest.raises(BodyRefused, match="100,000"):
        small.stream(server.url, "", count)


def test_a_stream_slower_than_its_limit_is_given_up() -> None:
    ticks = iter(range(0, 1_000_000, 50))
    slow = Client(Limits(attempts=1), wait=lambda _: None, clock=lambda: next(ticks))
    with serving(in_turn(Answer(BODY))) as server, pytest.raises(TemporaryFailure, match="90 s"):
        slow.stream(server.url, "", count)


@pytest.mark.parametrize(("status", "kind"), [(401, Forbidden), (403, Forbidden), (404, NotThere)])
def test_what_is_refused_or_not_there_is_told_apart(status: int, kind: type[FetchError]) -> None:
    with serving(in_turn(Answer(status=status))) as server, pytest.raises(kind, match=str(status)):
        ONCE.get(server.url)


def test_further_headers_are_sent_and_not_shown() -> None:
    keyed = Client(Limits(attempts=1), headers={"X-Goog-Api-Key": "secret"})
    with serving(in_turn(Answer(BODY))) as server:
        keyed.get(server.url)
    assert server.asked[0].headers["X-Goog-Api-Key"] == "secret"
    assert "secret" not in repr(keyed)


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4), st.integers(1, 40))
def test_however_it_is_cut_a_packed_body_is_the_same(members: list[bytes], size: int) -> None:
    sent = b"".join(map(gzip.compress, members))
    pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
    assert b"".join(unpacked_pieces(pieces, 10_000)) == b"".join(members)


@given(st.binary(max_size=50), st.integers(1, 10))
def test_a_plain_body_is_left_as_it_is(body: bytes, size: int) -> None:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    if not body.startswith(b"\x1f\x8b"):
        assert b"".join(unpacked_pieces(pieces, 10_000)) == body


@pytest.mark.parametrize("damage", ["cut short", "damaged"])
def test_a_packed_body_that_is_not_whole_is_refused(damage: str) -> None:
    sent = gzip.compress(BODY)
    odd = sent[:-10] if damage == "cut short" else sent[:50] + b"\xff" * 50 + sent[100:]
    with pytest.raises(BodyRefused, match=damage):
        list(unpacked_pieces([odd], 10**9))
