"""Scenarios and libraries as JSON: files, the command line, the HTTP interface."""

from __future__ import annotations

import json
from datetime import date

from api.app import from_json
from api.problems import Problem
from model.library import Entry, Library
from model.scenario import Scenario
from model.scenario.document import DocumentError, from_document, to_document
from model.scenario.scenario import default_scenario
from tests.fuzz.target import Shape, Target
from tests.scenarios import scenario

_PLAIN = to_document(scenario(model="llama3.1-8b", discounts=("aws-10",)))
_OWN = {"model": "custom", "architecture": {"layers": 40, "hidden": 4096.0}, "instances": 16}
_FIELDS = tuple(name.encode() for name in Scenario.model_fields)
_DOCUMENTS = (json.dumps(_PLAIN).encode(), json.dumps(_OWN).encode())
_LIBRARY = (
    Library()
    .keeping(Entry("Board", default_scenario(), date(2026, 11, 22), ("board", "2027")))
    .keeping(Entry("Own", from_document(_OWN), date(2026, 11, 23)))
)


def read_document(data: bytes) -> None:
    """A scenario file of the command line."""
    try:
        given = json.loads(data)
    except (ValueError, RecursionError):
        return
    found = from_document(given)
    assert from_document(to_document(found)) == found


def read_body(data: bytes) -> None:
    """A body sent to the HTTP interface."""
    from_json(data, "application/json")


def read_library(data: bytes) -> None:
    """A library's file."""
    library = Library.from_json(data.decode("utf-8", "replace"))
    again = Library.from_json(library.to_json())
    assert (again.entries, again.problems) == (library.entries, ())


TARGETS = (
    Target("scenario_file", read_document, _DOCUMENTS, Shape.JSON, (DocumentError,), _FIELDS),
    Target("http_body", read_body, _DOCUMENTS, Shape.JSON, (Problem,), _FIELDS),
    Target("library", read_library, (_LIBRARY.to_json().encode(),), Shape.JSON, words=_FIELDS),
)
