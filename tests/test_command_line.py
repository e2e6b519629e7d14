"""`python -m pricing quotes --json | python -m model compare LINK --json`, as typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from model.comparison import compare, report
from model.price import prices_from_rows
from model.purchase_option import RENTED
from model.scenario import decode
from pricing import PurchaseOption as QuoteOption
from pricing import snapshot_book

ROOT = Path(__file__).resolve().parents[1]
LINK = "https://crossover.example/?v=1&tokens=2T&instances=64"


def python(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments], input=given, capture_output=True, text=True, cwd=ROOT,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def quotes() -> str:
    done = python("pricing", "quotes", "--json")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_line_prints_the_answer_of_the_page(quotes: str) -> None:
    done = python("model", "compare", LINK, "--json", given=quotes)
    assert (done.returncode, done.stderr) == (0, "")
    prices = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    expected = report(
        compare(decode({"v": "1", "tokens": "2T", "instances": "64"}).scenario, prices)
    )
    assert json.loads(done.stdout) == json.loads(json.dumps(expected))


def test_a_scenario_file_does_in_place_of_the_link(quotes: str, tmp_path: Path) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps({"tokens": 2 * 10**12, "instances": 64}))
    by_file = python("model", "compare", str(file), "--json", given=quotes)
    by_link = python("model", "compare", LINK, "--json", given=quotes)
    assert by_file.stdout == by_link.stdout


def test_without_json_it_is_for_people(quotes: str) -> None:
    done = python("model", "compare", LINK, given=quotes)
    assert "Probability that Trainium is cheaper" in done.stdout
    assert "trn2.48xlarge" in done.stdout


def test_a_broken_link_is_named_and_answered(quotes: str) -> None:
    done = python("model", "compare", "?v=1&tokens=abc", given=quotes)
    assert done.returncode == 0
    assert "tokens='abc'" in done.stderr


@pytest.mark.parametrize(
    ("scenario", "given", "says"),
    [
        ("", "not json", "The quotes cannot be read as JSON"),
        ("", "{}", "The quotes need to be a list"),
        ("", '[{"provider": "aws"}]', "quote 1: region"),
        ("missing.json", "[]", "missing.json: cannot be read"),
    ],
)
def test_what_cannot_be_used_is_said_without_a_traceback(
    scenario: str, given: str, says: str
) -> None:
    done = python("model", "compare", scenario, given=given)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [("[1]", "needs to be a JSON object"), ("{", "is not JSON"), ('{"tokens": 5}', "tokens:")],
)
def test_a_scenario_file_that_holds_no_scenario_is_named(
    text: str, says: str, tmp_path: Path
) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(text)
    done = python("model", "compare", str(file), given="[]")
    assert done.returncode == 2
    assert says in done.stderr


def test_quotes_know_every_purchase_option_that_somebody_sells() -> None:
    assert [str(o) for o in RENTED] == [str(o) for o in QuoteOption]


@pytest.mark.parametrize(
    "arguments",
    [("pricing", "quotes"), ("model", "validate", "model/data/training_runs.csv")],
    ids=["quotes", "validate"],
)
def test_a_reader_that_stops_early_sees_no_traceback(arguments: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.read(1)
        command.stdout.close()
        assert command.stderr.read() == b""
