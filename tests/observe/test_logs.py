"""What is logged is one JSON object a line, and holds nothing of a visitor."""

import json
import logging
import sys
from typing import Any

import pytest

from observe.logs import JsonLines, redacted


def line(message: str, *arguments: object, **fields: Any) -> dict[str, Any]:
    exc_info = fields.pop("exc_info", None)
    record = logging.LogRecord("pricing.x", logging.WARNING, "f", 1, message, arguments, exc_info)
    record.__dict__.update(fields)
    text = JsonLines().format(record)
    assert "\n" not in text
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_line_says_when_what_and_who() -> None:
    found = line("refresh ended", exit_status=0, seconds=3.5)
    assert found["time"].endswith("+00:00")
    assert (found["level"], found["logger"]) == ("warning", "pricing.x")
    assert (found["event"], found["exit_status"], found["seconds"]) == ("refresh ended", 0, 3.5)


def test_a_text_of_several_lines_stays_one_line() -> None:
    assert line("a\nb")["event"] == "a\nb"


def test_an_exception_is_told_by_type_and_place_without_its_text() -> None:
    try:
        int("what a user had entered")
    except ValueError:
        found = line("went wrong", exc_info=sys.exc_info())
    assert found["error"] == "ValueError"
    assert found["at"][-1].startswith("tests/observe/test_logs.py:")
    assert "entered" not in json.dumps(found)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("cannot connect to postgresql://app:hunter2@db/prices", "hunter2"),
        ("GET /?v=1&model=custom&tokens=2T was odd", "custom"),
        ("203.0.113.9:5000 - closed", "203.0.113.9"),
        ("from 2001:db8:0:0:1:2:3:4 came", "2001:db8"),
        ("from ::ffff:203.0.113.9 came", "203.0.113.9"),
        ("refused AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("password=hunter2 was refused", "hunter2"),
        ("api_key: abc123", "abc123"),
        ("Authorization: Bearer abc123", "abc123"),
        ("aws_secret_access_key=abc123", "abc123"),
        ("CROSSOVER_GCP_API_KEY='abc123'", "abc123"),
        ('{"password": "abc123"}', "abc123"),
        ("Cookie: _streamlit_xsrf=abc123", "abc123"),
    ],
)
def test_what_must_not_be_in_a_log_is_not(text: str, hidden: str) -> None:
    assert hidden not in redacted(text)
    assert hidden not in json.dumps(line("%s", text, other=text))


def test_what_helps_stays() -> None:
    text = "skypilot cannot be read: HTTP 503 at 06:15:20, asked again in 2 min"
    assert redacted(text) == text


def test_a_message_its_arguments_do_not_fit_is_still_a_line() -> None:
    assert line("%d prices", "many")["event"] == "%d prices"


def test_a_line_has_a_bounded_length() -> None:
    assert len(line("x" * 100_000)["event"]) == 2000
