"""The interface is what its description says, for whatever is sent to it."""

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
    # Some texts of a scenario, such as an own price, are stricter than a schema can say.
    case.call_and_validate(base_url=address, excluded_checks=[positive_data_acceptance])
