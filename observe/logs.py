"""Logs as JSON lines on the error output: no personal data, no credentials, no link contents.

A line holds the time, the level, who says it and what happened. Of an exception it holds the type
and the places in the code; its text may quote what a user had entered and is left out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from observe.metrics import count_record

# Whose routine messages are worth a line; of others only warnings and errors are.
OURS = ("api", "app", "observe", "pages", "pricing", "serve", "workspace")
LONGEST_TEXT = 2000
MOST_PLACES = 12
ROOT = Path(__file__).resolve().parents[1]
HIDDEN = "…"
# What must not be in a log even where a library writes it: user names and passwords in addresses,
# the contents of links, the addresses of visitors, keys of AWS, whatever is called a secret.
_REDACTED = (
    (re.compile(r"(\w://)[^/\s@]{1,500}@"), rf"\1{HIDDEN}@"),
    (re.compile(r"\?[^\s'\"]+"), f"?{HIDDEN}"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), HIDDEN),
    (re.compile(r"(?<![\w:])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}(?![\w:])"), HIDDEN),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}"), HIDDEN),
    (
        re.compile(
            r"(?i)((?:passw(?:or)?d|secret|token|api[_-]?key|access[_-]?key|authorization|cookie)"
            r"[\w-]{0,40}[\"']?\s*[=:]\s*(?:bearer\s+|basic\s+)?[\"']?)[^\s\"',;]+"
        ),
        rf"\1{HIDDEN}",
    ),
)
_USUAL = frozenset(logging.makeLogRecord({}).__dict__) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}


def redacted(text: str) -> str:
    """A text without what must not be in a log, of bounded length."""
    text = text[:LONGEST_TEXT]
    for pattern, replacement in _REDACTED:
        text = pattern.sub(replacement, text)
    return text


class JsonLines(logging.Formatter):
    """One JSON object a record: `time`, `level`, `logger`, `event`, `error`, `at`, own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": redacted(_message(record)),
        }
        line |= {
            name: redacted(value) if isinstance(value, str) else value
            for name, value in record.__dict__.items()
            if name not in _USUAL and isinstance(value, str | int | float)
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["at"] = [
                f"{_place(frame.filename)}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-MOST_PLACES:]
            ]
        return json.dumps(line)


class _Handler(logging.StreamHandler[Any]):
    """Writes to the error output of the moment, and counts what it writes."""

    def emit(self, record: logging.LogRecord) -> None:
        count_record(record.levelname.lower(), record.name.split(".")[0])
        super().emit(record)


def log_as_json() -> None:
    """Send every log, warning and uncaught exception of this process through one JSON handler."""
    handler = _Handler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(True)
    log = logging.getLogger("observe")

    def uncaught(kind: Any, error: Any, trace: Any) -> None:
        log.critical("uncaught exception", exc_info=(kind, error, trace))

    sys.excepthook = uncaught
    threading.excepthook = lambda args: uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # a message whose arguments do not fit it
        return str(record.msg)


def _place(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
