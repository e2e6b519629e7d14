"""The HTTP interface gives the answer of the command line, and says plainly what is wrong."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from api.limits import MAX_BODY_BYTES, RateLimit
from model.__main__ import main
from model.comparison import compare, report
from model.price import prices_from_rows
from pricing import snapshot_book
from tests.api.conftest import serving
from tests.scenarios import scenario

ROOT = Path(__file__).resolve().parents[2]
ASKED = {"tokens": 2 * 10**12, "instances": 64}
JSON = {"Content-Type": "application/json"}


def post(address: str, body: str | bytes, **headers: str) -> requests.Response:
    sent = {**JSON, **headers}
    return requests.post(f"{address}/v1/compare", data=body, headers=sent, timeout=60)


def problem(answer: requests.Response) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = answer.json()
    assert said["status"] == answer.status_code
    assert {"type", "title", "detail"} <= said.keys()
    assert "Traceback" not in answer.text
    return said


def test_it_answers_as_the_command_line_does(address: str, tmp_path: Path) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(ASKED))
    quotes = requests.get(f"{address}/v1/quotes", timeout=60).text
    done = subprocess.run(
        [sys.executable, "-m", "model", "compare", str(file), "--json"],
        input=quotes, capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert post(address, json.dumps(ASKED)).json() == json.loads(done.stdout)


def test_it_answers_as_a_notebook_does(address: str) -> None:
    prices = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    expected = report(
        compare(scenario(tokens=2 * 10**12, instances=64, deadline_days=None), prices)
    )
    assert post(address, json.dumps(ASKED)).json() == json.loads(json.dumps(expected))


def test_an_empty_object_is_the_default_scenario(address: str) -> None:
    assert post(address, "{}").json()["link"] == {}


def test_own_prices_count_as_they_do_on_the_page(address: str) -> None:
    own = {**ASKED, "own_prices": ["trn2.48xlarge:capacity_block:us-east-2:1"]}
    answer = post(address, json.dumps(own)).json()
    assert answer["verdict"]["winner"] == "trn2.48xlarge"


def test_quotes_are_those_of_the_command_line(address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pricing", "quotes", "--json"],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    answer = requests.get(f"{address}/v1/quotes", timeout=60).json()
    assert answer["quotes"] == json.loads(done.stdout)["quotes"]


def test_quotes_can_be_asked_for_by_what_they_are_of(address: str) -> None:
    asked = {"instance_type": "trn2.48xlarge", "purchase_option": "capacity_block"}
    quotes = requests.get(f"{address}/v1/quotes", params=asked, timeout=60).json()["quotes"]
    assert quotes
    assert {(q["instance_type"], q["purchase_option"]) for q in quotes} == {
        ("trn2.48xlarge", "capacity_block")
    }


@pytest.mark.parametrize(
    ("name", "arguments"), [("scenario", ["schema"]), ("library", ["schema", "--library"])]
)
def test_a_schema_is_the_one_the_command_line_prints(
    address: str, name: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = requests.get(f"{address}/v1/{name}.schema.json", timeout=60)
    assert answer.headers["Content-Type"].startswith("application/schema+json")
    assert main(arguments) == 0
    assert answer.json() == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ("", 400, None),
        ("{", 400, None),
        ("[" * 60_000, 400, None),
        ('{"tokens": 1e999}', 422, "tokens"),
        ('{"tokens": NaN}', 400, None),
        ("[]", 422, ""),
        ('{"tokens": 5}', 422, "tokens"),
        ('{"colour": "red"}', 422, "colour"),
        ('{"model": "custom", "architecture": {"layers": 0}}', 422, "architecture.layers"),
        ('{"model": "\\ud800"}', 422, None),
        ('{"\\ud800": 1}', 422, None),
        ('{"deadline_days": 3, "instances": 4}', 422, ""),
        ("9" * 5_000, 400, None),
        (" " * (MAX_BODY_BYTES + 1), 413, None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_used_is_said(
    address: str, body: str, status: int, field: str | None
) -> None:
    answer = post(address, body)
    assert answer.status_code == status
    said = problem(answer)
    if field is not None:
        assert said["errors"][0]["field"] == field


def test_a_large_body_is_refused_without_a_length_too(address: str) -> None:
    def endless() -> Any:
        for _ in range(40):
            yield b" " * 4096

    answer = requests.post(f"{address}/v1/compare", data=endless(), headers=JSON, timeout=60)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/compare", 405),
        ("POST", "/v1/quotes", 405),
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/quotes?colour=red", 400),
        ("GET", "/v1/quotes?region=us-east-1&region=us-east-2", 400),
    ],
)
def test_an_address_that_is_none_says_so(address: str, method: str, path: str, status: int) -> None:
    answer = requests.request(method, f"{address}{path}", timeout=60)
    assert answer.status_code == status
    problem(answer)


def test_a_body_of_another_type_is_refused(address: str) -> None:
    answer = post(address, "{}", **{"Content-Type": "text/plain"})
    assert answer.status_code == 415
    problem(answer)


def test_a_client_that_asks_too_often_is_told_when_to_come_back() -> None:
    with serving(RateLimit(per_minute=1, burst=2)) as address:
        answers = [requests.get(f"{address}/v1/openapi.json", timeout=60) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    problem(answers[2])


def test_a_client_gets_back_what_it_waits_for() -> None:
    now = [0.0]
    limit = RateLimit(per_minute=60, burst=2, clock=lambda: now[0])
    assert [limit.wait_seconds("a") for _ in range(3)] == [0, 0, 1]
    assert limit.wait_seconds("b") == 0
    now[0] = 1.0
    assert [limit.wait_seconds("a") for _ in range(2)] == [0, 1]


def test_many_clients_take_bounded_memory() -> None:
    limit = RateLimit(max_clients=100)
    for number in range(1_000):
        assert limit.wait_seconds(str(number)) == 0
    assert len(limit) == 100
