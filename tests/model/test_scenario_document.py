"""A scenario as JSON: it comes back as it went, and the schema says what is one."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize("name", ["discounts", "own_prices", "server_prices", "anchors"])
@given(data=st.data())
def test_a_text_that_is_valid_under_the_schema_can_be_used(name: str, data: st.DataObject) -> None:
    pattern = scenario_schema()["properties"][name]["items"]["pattern"]
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    assert getattr(from_document({name: [text]}), name) == (text,)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("discounts", "aws.trn2-05"),
        ("own_prices", "p5.48xlarge:spot:us-east-2:000001.50000"),
        ("own_prices", "p5.48xlarge:spot:us-east-2:0.00010"),
        ("own_prices", "p5.48xlarge:spot:us-east-2:999999.99999"),
        ("server_prices", "p5.48xlarge:00001000"),
        ("server_prices", "p5.48xlarge:99999999"),
        ("anchors", "p5.48xlarge:00.05:0.01"),
        ("anchors", "p5.48xlarge:20.0000:10.000"),
        ("anchors", "p5.48xlarge:01:09.9999"),
    ],
)
def test_a_text_that_can_be_used_is_valid_under_the_schema(name: str, text: str) -> None:
    assert getattr(from_document({name: [text]}), name) == (text,)
    assert VALIDATOR.is_valid({name: [text]})


def test_null_stands_for_the_default_dimensions() -> None:
    given_null = from_document({"model": "custom", "architecture": None})
    assert given_null == from_document({"model": "custom"})
    assert VALIDATOR.is_valid({"model": "custom", "architecture": None})


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
        ({"deadline_days": None}, ""),
        ({"deadline_days": None, "instances": None}, ""),
        ({"architecture": {"layers": 12}}, ""),
        ({"term_shared": 1}, "term_shared"),
        ({"start": 0}, "start"),
        ({"start": "1999-12-31"}, "start"),
        ({"start": "2200-01-01"}, "start"),
        ({"claim": "nobody"}, "claim"),
        ({"claim_against": "abacus"}, "claim_against"),
        ({"rented_option": "owned"}, "rented_option"),
        ({"runs_chip": "abacus"}, "runs_chip"),
        ({"discounts": ["aws-0"]}, "discounts.0"),
        ({"discounts": ["aws.p9-5"]}, "discounts.0"),
        ({"own_prices": ["p5.48xlarge:owned:us-east-2:5"]}, "own_prices.0"),
        ({"own_prices": ["p5.48xlarge:spot:us-east-2:0.00"]}, "own_prices.0"),
        ({"server_prices": ["trn2.48xlarge:300000"]}, "server_prices.0"),
        ({"anchors": ["p5.48xlarge:0.04:0.1"]}, "anchors.0"),
        ({"anchors": ["p5.48xlarge:1:0.1", "p5.48xlarge:2:0.1"]}, ""),
        ({"server_prices": ["p5.48xlarge:1000", "p5.48xlarge:2000"]}, ""),
        ({"discounts": ["aws-1", "aws-2"]}, ""),
        ({"anchors": ["p5.48xlarge:1:0.001"]}, "anchors.0"),
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
