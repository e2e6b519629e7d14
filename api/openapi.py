"""What the interface is, as OpenAPI 3.1."""

from __future__ import annotations

from functools import cache
from typing import Any

from api.answers import FILTERS
from api.problems import MEDIA_TYPE
from model.scenario.document import DIALECT, scenario_schema
from pricing import PurchaseOption, Quote

_NUMBER = {"type": "number"}
_TEXT = {"type": "string"}
_OBJECT = {"type": "object"}


@cache
def openapi_document() -> dict[str, Any]:
    """The description of every endpoint, with the schemas of what goes in and comes out."""
    scenario, quote = scenario_schema(), Quote.model_json_schema(mode="serialization")
    definitions = {**scenario.pop("$defs"), **quote.pop("$defs")}
    del scenario["$schema"]
    more = {"stale": {"type": "boolean"}, "taken_back": _TEXT, "taken_back_read": _TEXT}
    quote["properties"] |= more
    quote["required"] += more
    schemas = {
        **definitions,
        "Scenario": scenario,
        "Quote": quote,
        "Quotes": _required(origin=_TEXT, quotes={"type": "array", "items": _ref("Quote")}),
        "Range": _required(low=_NUMBER, median=_NUMBER, high=_NUMBER),
        "Platform": _platform(),
        "Answer": _answer(),
        "Problem": _problem(),
    }
    document = {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "Crossover",
            "version": "1",
            "summary": "What training a model costs on NVIDIA and on AWS Trainium.",
        },
        "servers": [{"url": "/api"}],
        "paths": _paths(),
        "components": {"schemas": schemas},
    }
    rebased: dict[str, Any] = _rebased(document)
    return rebased


def _paths() -> dict[str, Any]:
    return {
        "/v1/compare": {
            "post": {
                "operationId": "compare",
                "summary": "What a scenario costs on each platform, at the prices of now.",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _ref("Scenario")}},
                },
                "responses": {
                    "200": _content("The answer of the app.", "Answer"),
                    **_problems("400", "413", "415", "422", "429", "503"),
                },
            }
        },
        "/v1/quotes": {
            "get": {
                "operationId": "quotes",
                "summary": "The prices of now, each with its source and day.",
                "parameters": [_filter(name) for name in FILTERS],
                "responses": {
                    "200": _content("The price book.", "Quotes"),
                    **_problems("400", "429", "503"),
                },
            }
        },
        "/v1/scenario.schema.json": _schema("schema", "The JSON Schema of a scenario."),
        "/v1/library.schema.json": _schema(
            "library_schema", "The JSON Schema of the file the Library page exports."
        ),
    }


def _schema(operation: str, summary: str) -> dict[str, Any]:
    answer = {
        "description": "JSON Schema, draft 2020-12.",
        "content": {"application/schema+json": {"schema": _OBJECT}},
    }
    responses = {"200": answer, **_problems("429")}
    return {"get": {"operationId": operation, "summary": summary, "responses": responses}}


def _filter(name: str) -> dict[str, Any]:
    kind = {"enum": [*PurchaseOption]} if name == "purchase_option" else {}
    return {"name": name, "in": "query", "required": False, "schema": {**_TEXT, **kind}}


def _answer() -> dict[str, Any]:
    return _required(
        scenario=_OBJECT,
        link={"type": "object", "additionalProperties": _TEXT},
        headline=_TEXT,
        sentence=_TEXT,
        verdict={"type": ["object", "null"]},
        platforms={"type": "array", "items": _ref("Platform")},
    )


def _platform() -> dict[str, Any]:
    cost = {"anyOf": [_ref("Range"), {"type": "null"}]}
    return _required(
        instance_type=_TEXT,
        accelerator=_TEXT,
        family={"enum": ["nvidia", "trainium"]},
        status={"enum": ["priced", "not_sold", "cannot_run"]},
        reason=_TEXT,
        cost_usd=cost,
        cost_parts_usd={"type": "object", "additionalProperties": _NUMBER},
        price={"type": ["object", "null"]},
        plan={"type": ["object", "null"]},
    )


def _problem() -> dict[str, Any]:
    schema = _required(type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT)
    schema["properties"]["errors"] = {
        "type": "array",
        "items": _required(field=_TEXT, detail=_TEXT),
    }
    return {**schema, "description": "RFC 9457."}


def _problems(*statuses: str) -> dict[str, Any]:
    answer = {"description": "Why not.", "content": {MEDIA_TYPE: {"schema": _ref("Problem")}}}
    return dict.fromkeys((*statuses, "default"), answer)


def _content(description: str, name: str) -> dict[str, Any]:
    content = {"application/json": {"schema": _ref(name)}}
    return {"description": description, "content": content}


def _required(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _rebased(part: Any) -> Any:
    """References of the schemas that pydantic writes, to where they stand in the document."""
    if isinstance(part, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/")
            if key == "$ref"
            else _rebased(value)
            for key, value in part.items()
        }
    return [_rebased(item) for item in part] if isinstance(part, list) else part
