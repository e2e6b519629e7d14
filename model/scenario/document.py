"""A scenario as a JSON document: for files, programs and the HTTP interface.

A document names what differs from the default scenario, as a link does. `python -m model schema`
prints its JSON Schema, and the HTTP interface serves it.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from model.scenario.document_texts import list_schemas, text_schemas
from model.scenario.purchase_inputs import EARLIEST, LATEST
from model.scenario.scenario import (
    CUSTOM_MODEL,
    Scenario,
    current_version,
    default_custom_architecture,
    default_scenario,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SIZES = ("deadline_days", "instances")


class DocumentError(ValueError):
    """A document holds no valid scenario.

    Attributes:
        mistakes: path of each field that is wrong, such as `architecture.layers`, and why.
    """

    def __init__(self, mistakes: tuple[tuple[str, str], ...]) -> None:
        field, reason = mistakes[0]
        super().__init__(f"{field}: {reason}" if field else reason)
        self.mistakes = mistakes


def to_document(scenario: Scenario) -> dict[str, Any]:
    """Every field of a scenario as JSON values."""
    return scenario.model_dump(mode="json", exclude_none=True)


def from_document(given: object) -> Scenario:
    """The scenario of a document; fields it does not name are the default's.

    Args:
        given: what a JSON parser made of the text.

    Raises:
        DocumentError: it is no object, or a field cannot be used.
    """
    if not isinstance(given, dict):
        raise DocumentError((("", "needs to be a JSON object with the scenario's fields"),))
    default = to_document(default_scenario())
    sized = set(_SIZES) & set(given)
    kept = {name: value for name, value in default.items() if not (name in _SIZES and sized)}
    document = {**kept, **given}
    if document.get("model") == CUSTOM_MODEL:
        own = document.get("architecture")
        if own is None or isinstance(own, dict):
            document["architecture"] = {**default_custom_architecture().model_dump(), **(own or {})}
    try:
        return Scenario.model_validate_json(json.dumps(_whole(document)))
    except RecursionError:
        raise DocumentError((("", "is nested far deeper than a scenario"),)) from None
    except ValidationError as error:
        raise DocumentError(
            tuple(
                (".".join(map(str, found["loc"])), found["msg"].removeprefix("Value error, "))
                for found in error.errors(include_url=False, include_input=False)
            )
        ) from None


def _whole(value: Any) -> Any:
    """Numbers such as 139.0 as whole ones, which is what JSON Schema takes them for."""
    if isinstance(value, dict):
        return {name: _whole(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _only(size: str) -> dict[str, Any]:
    return {name: {"type": "integer" if name == size else "null"} for name in _SIZES}


def scenario_schema() -> dict[str, Any]:
    """The JSON Schema of a document, with the default of each field."""
    schema = Scenario.model_json_schema()
    properties, own = schema["properties"], schema["$defs"]["CustomArchitecture"]
    default = to_document(default_scenario())
    for name, field in properties.items():
        field.pop("default", None)
        if name in default:
            field["default"] = default[name]
    for name, value in default_custom_architecture().model_dump().items():
        own["properties"][name]["default"] = value
    own.pop("required", None)
    for name, text in text_schemas().items():
        properties[name].get("items", properties[name]).update(text)
    for name, rules in list_schemas().items():
        properties[name].update(rules)
    properties["start"]["anyOf"][0]["pattern"] = f"^(?:{EARLIEST.year // 100}|{LATEST.year // 100})"
    schema.pop("required", None)
    return {
        "$schema": DIALECT,
        **schema,
        "title": "Scenario",
        "description": (
            "What is trained, where, and how the capacity is bought. Fields left out are those of "
            f"the default scenario of version {current_version()}."
        ),
        "oneOf": [
            {"properties": dict.fromkeys(_SIZES, False)},
            *({"required": [size], "properties": _only(size)} for size in _SIZES),
        ],
        "if": {
            "required": ["architecture"],
            "properties": {"architecture": {"type": "object"}},
        },
        "then": {"required": ["model"], "properties": {"model": {"const": CUSTOM_MODEL}}},
    }
