"""Links: their parameters, their packed part, their frozen part."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from model.comparison import compare
from model.frozen import Damaged, freeze, frozen_query, open_frozen
from model.frozen.drift import drift
from model.frozen.link import FROZEN_KEY, live_digest
from model.frozen.packed import pack
from model.frozen.sentence import frozen_sentence, sentence
from model.price import prices_from_rows
from model.scenario import Scenario, decode, encode
from model.scenario.link import decode_url, to_url
from model.scenario.packing import packed
from model.scenario.scenario import default_scenario
from pricing import snapshot_book
from tests.fuzz.target import Shape, Target
from tests.pricing.quotes import NOW
from tests.scenarios import scenario

PLAIN = scenario(
    model="llama3.1-8b", tokens=10**12, discounts=("aws-10",), instances=16, deadline_days=None
)
OWN = (
    b"v=1&model=custom&layers=40&gated_mlp=false&tokens=1.5T&own_prices="
    b"trn2.48xlarge:contract:us-east-2:21.5~p5.48xlarge:contract:us-east-2:40&start=2026-12-01"
)
FIELDS = tuple(name.encode() for name in Scenario.model_fields)
_PRICES = prices_from_rows(quote.model_dump() for quote in snapshot_book().quotes)
_TODAY = compare(default_scenario(), _PRICES)
_FROZEN = freeze(_TODAY, NOW.date())
_DIGEST = live_digest({"v": "1"})
_PACKED = pack(_FROZEN, _DIGEST, with_facts=True)


def _checked(found: Scenario, problems: tuple[str, ...]) -> None:
    assert decode(encode(found)).scenario == found, "a link does not open to what it was made from"
    assert len(to_url(found, "https://x.example")) < 2_000
    assert all(" " <= mark <= "~" or mark == "…" for text in problems for mark in text), problems


def read_link(data: bytes) -> None:
    """A whole link, as pasted."""
    decoded = decode_url(data.decode("utf-8", "replace"))
    _checked(decoded.scenario, decoded.problems)


def read_packed(data: bytes) -> None:
    """The content of a packed part, its checksum right."""
    decoded = decode({"v": "1", "packed": packed(data)})
    _checked(decoded.scenario, decoded.problems)


def read_frozen(data: bytes) -> None:
    """The frozen part of a link, whatever its checksum."""
    opened = open_frozen({"v": "1", FROZEN_KEY: data.decode("utf-8", "replace")})
    assert isinstance(opened, Damaged) or frozen_sentence(opened)


def _rows(data: bytes) -> bytes:
    """The rows of a frozen answer that claim to be of this scenario."""
    try:
        rows = json.loads(data)
        return json.dumps([_DIGEST, *rows[1:]]).encode()
    except (ValueError, TypeError, KeyError, RecursionError):
        return data


def read_answer(data: bytes) -> None:
    """The content of a frozen part, its checksums right."""
    opened = open_frozen({"v": "1", FROZEN_KEY: packed(_rows(data))})
    assert isinstance(opened, Damaged) or frozen_sentence(opened)


def read_drift(data: bytes) -> None:
    """The same beside today's answer."""
    opened = open_frozen({"v": "1", FROZEN_KEY: packed(_rows(data))})
    if not isinstance(opened, Damaged):
        sentence(drift(opened, _TODAY))


TARGETS = (
    Target(
        name="link",
        read=read_link,
        seeds=(urlencode(encode(PLAIN)).encode(), OWN, to_url(PLAIN, "https://x.example").encode()),
        shape=Shape.LINES,
        words=FIELDS,
    ),
    Target("packed_link", read_packed, (OWN,), Shape.LINES, words=FIELDS),
    Target(
        name="frozen_link",
        read=read_frozen,
        seeds=(frozen_query(_FROZEN)[FROZEN_KEY].encode(),),
        shape=Shape.BYTES,
    ),
    Target("frozen_answer", read_answer, (_PACKED,), Shape.JSON),
    Target("frozen_drift", read_drift, (_PACKED,), Shape.JSON, share=0.1),
)
