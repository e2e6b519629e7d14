"""The memo says what the pages say, names its sources and can be opened and computed again."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from model.break_even import break_even, tornado
from model.break_even.sentence import break_even_sentence
from model.comparison import compare
from model.comparison.sentence import sentence
from model.frozen import FrozenAnswer, freeze, frozen_url, open_frozen
from model.memo import Memo, memo_contents, memo_markdown
from model.own_prices import OWN_SOURCE, with_own_prices
from model.price import Price, prices_from_rows
from model.scenario import Scenario
from model.scenario.link import decode_url
from pricing import snapshot_book
from tests.scenarios import scenario

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 17, 30, 5)
PRICES = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)


def memo_of(asked: Scenario, public: Sequence[Price] = PRICES) -> str:
    prices = with_own_prices(public, asked, DAY)
    answer = compare(asked, prices)
    link = frozen_url(freeze(answer, DAY), "https://crossover.example")
    found = (break_even(asked, prices), tornado(asked, prices))
    return memo_markdown(memo_contents(Memo("a model", answer, *found, link, NOW)))


def test_it_holds_the_answer_parity_levers_risks_prices_and_links() -> None:
    asked = scenario(model="llama3.1-8b", tokens=10**12)
    text = memo_of(asked)
    answer = compare(asked, PRICES)
    assert text.startswith(f"# {sentence(answer).headline}\n")
    assert sentence(answer).detail in text
    assert break_even_sentence(break_even(asked, PRICES)).headline in text
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "What would have to be true",
        "What would change the answer",
        "Risks",
        "Sources",
        "To see it again",
    ]
    for platform in answer.platforms:
        assert platform.price is not None
        assert f"${platform.price.usd_per_hour:,.4f}" in text
        assert f"{platform.price.as_of:%d %b %Y}" in text


def test_its_link_opens_to_its_figures_and_its_command_to_its_scenario() -> None:
    asked = scenario(model="llama3.1-8b", tokens=10**12)
    text = memo_of(asked)
    (link,) = re.findall(r"https://crossover\.example/frozen[^>\s]+", text)
    opened = open_frozen(dict(parse_qsl(urlsplit(link).query)))
    assert isinstance(opened, FrozenAnswer)
    (command,) = re.findall(r"python -m model compare '([^']*)'", text)
    assert decode_url(command).scenario == asked


def test_its_command_asks_for_the_prices_of_its_moment() -> None:
    text = memo_of(scenario(model="llama3.1-8b", tokens=10**12))
    assert "The same answer on the command line: `python -m pricing quotes --as-of" in text
    assert "--as-of 2026-11-22T17:30:05 --json | python -m model compare" in text


def test_prices_written_in_the_scenario_are_in_the_command() -> None:
    own = ("trn2.48xlarge:capacity_block:us-east-2:21.5",)
    assert "The same answer on the command line:" in memo_of(scenario(own_prices=own))


def test_that_the_command_lacks_the_prices_of_a_file_is_said() -> None:
    from_file = [price.model_copy(update={"source": OWN_SOURCE}) for price in PRICES]
    text = memo_of(scenario(), from_file)
    assert "takes public prices in place of those of your file: `python -m pricing" in text


def test_a_risk_is_told_once_with_every_platform_that_runs_it() -> None:
    lines = [line for line in memo_of(scenario()).splitlines() if "The speed is predicted" in line]
    texts = [line.partition(":** ")[2] for line in lines]
    assert texts
    assert len(texts) == len(set(texts))


def test_it_counts_in_the_unit_of_the_scenario() -> None:
    text = memo_of(scenario(unit="kwh"))
    assert "| Expected kWh |" in text
    assert "GWh |" in text


@pytest.mark.parametrize(
    "changes",
    [{"platforms": ("trn2.48xlarge",)}, {"purchase_option": "reserved_3y"}, {"model": "t5-11b"}],
    ids=str,
)
def test_a_memo_without_a_verdict_says_what_is_missing(changes: dict[str, Any]) -> None:
    asked = scenario(**changes)
    text = memo_of(asked)
    assert text.count(sentence(compare(asked, PRICES)).headline) == 1
    assert "What would have to be true" not in text
