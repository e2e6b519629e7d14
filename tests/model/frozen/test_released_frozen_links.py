"""Frozen links that were handed out open for ever to the figures they were made with.

Add to the file of the current format; never change or remove what is there.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from model.comparison import compare
from model.frozen import FrozenAnswer, drift, open_frozen
from model.scenario import decode
from model.scenario.packing import FORMAT

RELEASED = Path(__file__).parent / "released"
CASES = [
    case for path in sorted(RELEASED.glob("*.json")) for case in json.loads(path.read_text("utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_it_opens_to_what_was_quoted(case: dict[str, Any]) -> None:
    frozen = open_frozen(case["query"])
    assert isinstance(frozen, FrozenAnswer)
    assert frozen.quoted_on.isoformat() == case["quoted_on"]
    assert {p.instance_type: p.cost_cents for p in frozen.platforms} == case["cost_cents"]
    prices = {p.instance_type: p.price and p.price.usd_per_hour for p in frozen.platforms}
    assert prices == case["usd_per_hour"]
    verdict = frozen.verdict
    assert (verdict and verdict.probability_trainium_cheaper) == case["probability"]


@pytest.mark.parametrize("case", CASES)
def test_what_changed_since_can_be_told(case: dict[str, Any]) -> None:
    frozen = open_frozen(case["query"])
    assert isinstance(frozen, FrozenAnswer)
    today = compare(decode(case["query"]).scenario, ())
    assert len(drift(frozen, today).platforms) == len(case["cost_cents"])


def test_there_are_links_of_every_format() -> None:
    formats = {case["query"]["frozen"].partition(".")[0] for case in CASES}
    assert formats == {str(number) for number in range(1, FORMAT + 1)}
