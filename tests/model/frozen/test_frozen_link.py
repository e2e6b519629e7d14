"""A frozen link carries a whole answer, stays short, and is refused when it is damaged."""

import base64
import hashlib
import zlib
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from model.comparison import Status, compare
from model.frozen import (
    Damaged,
    FrozenAnswer,
    FrozenPlatform,
    FrozenPrice,
    FrozenVerdict,
    freeze,
    frozen_query,
    frozen_url,
    open_frozen,
)
from model.frozen.chip_facts import chip_facts
from model.frozen.version import model_version
from model.hardware import instances
from model.regions import regions
from model.scenario import Scenario, decode, default_scenario, encode
from tests.scenarios import full_scenarios, longest, scenario, scenarios

BASE = "https://crossover-of-a-company.department.example.com"
DAY = date(2026, 11, 22)
SOURCES = ["AWS Capacity Blocks page (copy)", "Your own price", "AWS price list", "SkyPilot"]


@st.composite
def platforms(draw: st.DrawFn, name: str) -> FrozenPlatform:
    status = draw(st.sampled_from(Status))
    cents = draw(st.integers(1, 10**15)) if status is Status.PRICED else None
    price = FrozenPrice(
        usd_per_hour=draw(st.integers(1, 99_999_999)) / 1000 * draw(st.sampled_from([1, 0.93])),
        region=draw(st.sampled_from([*regions()])),
        as_of=DAY - timedelta(days=draw(st.integers(0, 1500))),
        source=draw(st.sampled_from(SOURCES)),
    )
    sold = status is Status.PRICED or (status is Status.CANNOT_RUN and draw(st.booleans()))
    return FrozenPlatform(
        name, status, cents, price if sold else None, chip_facts(instances()[name])
    )


@st.composite
def frozen_answers(
    draw: st.DrawFn, asked_for: st.SearchStrategy[Scenario] | None = None
) -> FrozenAnswer:
    asked = draw(scenarios() if asked_for is None else asked_for)
    rows = tuple(draw(platforms(name)) for name in asked.platforms)
    share = st.floats(-1, 50).map(lambda value: round(value, 4))
    verdict = FrozenVerdict(
        draw(st.sampled_from(asked.platforms)),
        draw(st.sampled_from(asked.platforms)),
        round(draw(st.floats(0, 1)), 4),
        draw(share),
        draw(share),
    )
    return FrozenAnswer(
        DAY, encode(asked) or {"v": "1"}, model_version(), rows, draw(st.none() | st.just(verdict))
    )


def widest_readable() -> Scenario:
    """Six platforms and as much else as a readable link holds."""
    widest = scenario(platforms=tuple(sorted(instances(), key=len)[-6:]), runs_find="x" * 40)
    for name, value in longest(default_scenario()).items():
        changed = {name: value[:6] if name == "own_prices" else value}
        if name not in ("platforms", "instances", "runs_find"):
            wider = widest.changed(**changed)
            widest = widest if "packed" in encode(wider) else wider
    return widest


def without_facts(frozen: FrozenAnswer) -> FrozenAnswer:
    return replace(frozen, platforms=tuple(replace(p, chip_facts=None) for p in frozen.platforms))


@given(frozen_answers())
def test_a_frozen_link_opens_to_the_answer_it_was_made_from(frozen: FrozenAnswer) -> None:
    assert open_frozen(frozen_query(frozen)) == frozen
    assert open_frozen(frozen_query(frozen, with_facts=False)) == without_facts(frozen)


@given(frozen_answers(scenarios() | full_scenarios(6) | full_scenarios(12)))
def test_it_survives_the_address_bar_and_stays_short(frozen: FrozenAnswer) -> None:
    url = frozen_url(frozen, BASE)
    assert len(url) < (2_000 if len(frozen.platforms) <= 6 else 4_000)
    assert url.isascii()
    assert url.isprintable()
    assert open_frozen(dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))) == frozen


@given(frozen_answers(st.just(widest_readable())))
def test_it_stays_short_beside_the_longest_readable_scenario(frozen: FrozenAnswer) -> None:
    assert "packed" not in frozen.query
    assert len(frozen_url(frozen, BASE)) < 2_000


@given(frozen_answers())
def test_the_live_scenario_travels_readable_beside_it(frozen: FrozenAnswer) -> None:
    decoded = decode(frozen_query(frozen))
    assert decoded.problems == ()
    assert (encode(decoded.scenario) or {"v": "1"}) == frozen.query


@given(frozen_answers(), st.data())
def test_any_damage_to_it_is_refused_with_a_reason(
    frozen: FrozenAnswer, data: st.DataObject
) -> None:
    query = frozen_query(frozen)
    text = query["frozen"]
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda c: c != text[at]))
    damaged = data.draw(
        st.sampled_from(
            [text[:at], text[:at] + other + text[at + 1 :], text[:at] + other + text[at:]]
        )
    )
    opened = open_frozen({**query, "frozen": damaged})
    assert isinstance(opened, Damaged)
    assert decode({**query, "frozen": damaged}).scenario == decode(query).scenario


@given(frozen_answers(), scenarios())
def test_it_does_not_pass_for_the_answer_to_another_scenario(
    frozen: FrozenAnswer, other: Scenario
) -> None:
    elsewhere = encode(other) or {"v": "1"}
    assume(elsewhere != frozen.query)
    opened = open_frozen({**elsewhere, "frozen": frozen_query(frozen)["frozen"]})
    assert isinstance(opened, Damaged)
    assert "a parameter was changed" in opened.reason


@given(st.text())
def test_no_text_in_its_place_raises(text: str) -> None:
    assert isinstance(open_frozen({"v": "1", "frozen": text}), Damaged)


def forged(content: bytes) -> str:
    packed = zlib.compress(content)
    checked = hashlib.sha256(packed).digest()[:6] + packed
    return "1." + base64.urlsafe_b64encode(checked).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cut short"),
        ("1.", "cut short"),
        ("1.abc d", "characters that do not belong there"),
        ("7.abcd", "format 7; this app reads formats 1 to 2"),
        ("2." + "a" * 5_000, "longer than 4,000 characters"),
        ("1.AAAAAAAAAAAAAAAA", "checksum"),
        (forged(b"[" * 15_000), "no answer"),
        (forged(b"0" * 10_000_000)[:4_000], "no answer|checksum"),
        (forged(b'["x","2026-11-22",[],[],[],[],null,null]'), "no answer"),
        (forged(b"\x80\x04cos\nsystem\n(S'true'\ntR."), "no answer"),
    ],
)
def test_it_says_why_it_is_refused(text: str, says: str) -> None:
    opened = open_frozen({"v": "1", "frozen": text})
    assert isinstance(opened, Damaged)
    assert any(part in opened.reason for part in says.split("|"))


def test_what_would_unpack_to_more_than_an_answer_is_not_unpacked() -> None:
    bomb = forged(b" " * 1_000_000)
    assert len(bomb) < 4_000
    assert open_frozen({"v": "1", "frozen": bomb}) == Damaged(
        "its frozen part holds no answer that this app can read"
    )


def test_the_default_scenario_names_the_version_whose_default_it_is() -> None:
    answer = freeze(compare(scenario(), ()), DAY)
    assert dict(answer.query) == {"v": "1"}
