"""A scenario as JSON: it comes back as it went, and the schema says what is one."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from model.scenario import Scenario
from model.scenario.document import DocumentError, from_document, scenario_schema, to_document
from tests.scenarios import scenario, scenarios

VALIDATOR = jsonschema.Draft202012Validator(scenario_schema())


@given(scenarios())
def test_a_document_opens_to_the_scenario_it_was_made_from(made: Scenario) -> None:
    document = json.loads(json.dumps(to_document(made)))
    assert from_document(document) == made


@given(scenarios())
def test_every_document_is_valid_under_the_schema(made: Scenario) -> None:
    VALIDATOR.validate(to_document(made))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(scenario_schema())


def test_what_a_document_leaves_out_is_the_default() -> None:
    assert from_document({}) == scenario()
    assert from_document({"instances": 8}) == scenario(instances=8, deadline_days=None)
    own = from_document({"model": "custom", "architecture": {"layers": 12}})
    assert own.architecture is not None
    assert (own.architecture.layers, own.architecture.hidden) == (12, 8192)


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ([], ""),
        ("text", ""),
        (None, ""),
        ({"tokens": "15T"}, "tokens"),
        ({"tokens": 1}, "tokens"),
        ({"platforms": ["p5.48xlarge", "p5.48xlarge"]}, "platforms"),
        ({"platforms": ["p9.huge"]}, "platforms"),
        ({"region": "mars"}, "region"),
        ({"colour": "red"}, "colour"),
        ({"deadline_days": 3, "instances": 4}, ""),
        ({"architecture": {"layers": 12}}, ""),
        ({"model": "custom", "architecture": {"layers": 0}}, "architecture.layers"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_and_refused_by_the_schema_too(document: Any, field: str) -> None:
    with pytest.raises(DocumentError) as refused:
        from_document(document)
    if "architecture" not in str(document) or field:
        assert refused.value.mistakes[0][0] == field
    assert not VALIDATOR.is_valid(document)
