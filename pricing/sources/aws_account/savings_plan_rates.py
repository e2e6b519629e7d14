"""Savings Plan rates: `savingsplans.DescribeSavingsPlansOfferingRates`.

A rate is what an hour costs under the plan, whatever is paid up front. boto3 has no paginator for
it. Compute plans hold for every instance type; EC2 Instance plans for one family in one region.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pricing.fetch.client import Client
from pricing.sources.aws_account.session import aws_client, errors_for_people
from pricing.sources.aws_types import accelerator_types
from pricing.sources.parsed import MISSHAPEN, LayoutChanged, Parsed, SourceRefused, parsed_rows
from pricing.sources.source import Part, Reading, read_calls
from pricing.sources.terms import HOURS_PER_YEAR, PAYMENTS, SAVINGS_PLAN

SOURCE = "AWS Savings Plans API"
NAME = "aws_savings_plans"
ACTION = "savingsplans:DescribeSavingsPlansOfferingRates"
ASKED_IN = "us-east-1"
PLANS = {"Compute": "", "EC2Instance": "ec2_instance_"}
LINUX = "RunInstances"
MOST_PAGES = 50


def parse(items: Iterable[Mapping[str, Any]], evidence: str, fetched_at: datetime) -> Parsed:
    """Quotes of the rates.

    Args:
        items: `searchResults` of all pages.
        evidence: what was asked.
        fetched_at: when (UTC).

    Raises:
        LayoutChanged: a rate is not in the known format, or there is none.
    """
    rows: list[dict[str, object]] = []
    for item in items:
        try:
            offering = item["savingsPlanOffering"]
            said = {entry["name"]: entry["value"] for entry in item["properties"]}
            if item["operation"] != LINUX or item["unit"] != "Hrs" or offering["currency"] != "USD":
                continue
            if said.get("tenancy", "shared").lower() != "shared":
                continue
            years = round(offering["durationSeconds"] / 3600 / HOURS_PER_YEAR)
            rows.append(
                {
                    "provider": "aws",
                    "region": said["region"],
                    "instance_type": said["instanceType"],
                    "purchase_option": SAVINGS_PLAN[years],
                    "payment": PLANS[offering["planType"]] + PAYMENTS[offering["paymentOption"]],
                    "usd_per_hour": item["rate"],
                    "as_of": fetched_at.date(),
                    "source": SOURCE,
                    "evidence": evidence,
                    "fetched_at": fetched_at,
                }
            )
        except MISSHAPEN as error:
            raise LayoutChanged(f"{SOURCE}: not in the known format: {error}") from error
    return parsed_rows(SOURCE, rows)


def read(client: Client, known: Mapping[str, str]) -> Reading:
    """Ask for every instance type with accelerators.

    Raises:
        FetchError: none could be asked, the first for this reason.
        SourceRefused: none is believed, the first for this reason.
    """
    api = aws_client(client, "savingsplans", ASKED_IN, NAME)

    def ask(instance_type: str) -> Part:
        asked = f"{ACTION} {instance_type}"
        items: list[Mapping[str, Any]] = []
        with errors_for_people(f"{SOURCE}, {instance_type}", ACTION):
            token = ""
            for _ in range(MOST_PAGES):
                page = api.describe_savings_plans_offering_rates(**_request(instance_type, token))
                items += page["searchResults"]
                token = page.get("nextToken", "")
                if not token:
                    break
            else:
                raise SourceRefused(f"{SOURCE}: more than {MOST_PAGES} pages of {instance_type}")
        if not items:  # most accelerators have no plan
            return Part(asked, client.now(), Parsed((), ()))
        return Part(asked, client.now(), parse(items, asked, client.now()))

    return read_calls(client, accelerator_types(), ask)


def _request(instance_type: str, token: str) -> dict[str, Any]:
    request: dict[str, Any] = {
        "savingsPlanTypes": list(PLANS),
        "products": ["EC2"],
        "serviceCodes": ["AmazonEC2"],
        "filters": [
            {"name": "instanceType", "values": [instance_type]},
            {"name": "productDescription", "values": ["Linux/UNIX"]},
            {"name": "tenancy", "values": ["shared"]},
        ],
        "maxResults": 1000,
    }
    return {**request, "nextToken": token} if token else request
