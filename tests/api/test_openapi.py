"""The interface is what its description says, for whatever is sent to it."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.openapi import openapi_document

schema = schemathesis.openapi.from_dict(openapi_document())


@schema.parametrize()
@settings(
    max_examples=15,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_a_described_one(case: schemathesis.Case, address: str) -> None:
    # What one schema cannot say: that no two own prices are of the same capacity.
    left_out = [positive_data_acceptance] if priced_twice(case.body) else []
    case.call_and_validate(base_url=address, excluded_checks=left_out)


def priced_twice(body: Any) -> bool:
    given = body.get("own_prices") if isinstance(body, dict) else None
    # What breaks the schema on purpose need not be a list.
    prices = given if isinstance(given, list) else []
    capacities = [str(text).rpartition(":")[0] for text in prices]
    return len(set(capacities)) < len(capacities)
