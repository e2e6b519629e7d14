"""A region's file of Savings Plan rates: JSON of hundreds of megabytes, read as a stream.

https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/sp-offer-file.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ijson

from pricing.checks import Rejected
from pricing.sources.accelerated import ACCELERATED
from pricing.sources.parsed import MISSHAPEN, LayoutChanged, Parsed, parsed_rows
from pricing.sources.terms import PAYMENTS, SAVINGS_PLAN, years_of

SOURCE = "AWS Savings Plan rates"
# "BoxUsage" is an instance on shared hardware; "DedicatedUsage", "UnusedBox" and others are not.
SHARED_USAGE = re.compile(r"^(?:[A-Z0-9]+-)?BoxUsage:(?P<type>\S+)$")
LINUX = "RunInstances"
# The two plans that cover an instance have rates of their own, told apart by how they are paid.
PLANS = {"ComputeSavingsPlans": "", "EC2InstanceSavingsPlans": "ec2_instance_"}


@dataclass(frozen=True, slots=True)
class Rate:
    """The rate of an instance type under one plan, whose terms are in the file's other half."""

    plan: str
    instance_type: str
    usd_per_hour: str


def parse(pieces: Iterable[bytes], region: str, address: str, fetched_at: datetime) -> Parsed:
    """Savings Plan quotes of a region's accelerated instance types.

    Args:
        pieces: the file, piece by piece.
        region: code of the region asked for.
        address: where it is read, kept as evidence.
        fetched_at: when (UTC).

    Raises:
        LayoutChanged: not the known format, or no rate of ours in it.
    """
    name = f"{SOURCE} ({region})"
    try:
        plans, rates = _read(pieces, region)
    except (ijson.JSONError, *MISSHAPEN) as error:
        raise LayoutChanged(f"{name}: not in the known format: {error}"[:300]) from error
    rejected: list[Rejected] = []
    common = {
        "provider": "aws",
        "region": region,
        "as_of": fetched_at.date(),
        "source": SOURCE,
        "evidence": address,
        "fetched_at": fetched_at,
    }
    return parsed_rows(name, _quotes(plans, rates, common, rejected), rejected)


def _read(pieces: Iterable[bytes], region: str) -> tuple[dict[str, Any], list[Rate]]:
    """Plans by SKU, and the rates of ours; nothing else of the file is kept."""
    plans: dict[str, Any] = {}
    rates: list[Rate] = []
    found_plans, found_rates = ijson.sendable_list(), ijson.sendable_list()
    # As floats: on a whole number of thousands of digits the parser written in C ends the process.
    readers = tuple(
        ijson.items_coro(found, path, use_float=True)
        for found, path in (
            (found_plans, "products.item"),
            (found_rates, "terms.savingsPlan.item.rates.item"),
        )
    )
    for piece in pieces:
        for reader in readers:
            reader.send(piece)
        plans.update((plan["sku"], plan) for plan in found_plans)
        rates.extend(filter(None, (_rate(entry, region) for entry in found_rates)))
        del found_plans[:], found_rates[:]
    for reader in readers:
        reader.close()
    return plans, rates


def _rate(entry: Mapping[str, Any], region: str) -> Rate | None:
    """The rate, if it is of Linux on a shared accelerated instance of the region."""
    usage = SHARED_USAGE.match(entry["discountedUsageType"])
    ours = (
        usage is not None
        and entry["discountedOperation"] == LINUX
        and entry["discountedServiceCode"] == "AmazonEC2"
        and entry["unit"] == "Hrs"
        and entry.get("discountedRegionCode", region) == region
        and ACCELERATED.match(usage["type"])
    )
    if usage is None or not ours:
        return None
    rate = entry["discountedRate"]
    if rate["currency"] != "USD":
        return None
    # A rate code is the plan's SKU and the instance's.
    plan = str(entry["rateCode"]).split(".")[0]
    price = rate["price"]
    return Rate(plan, usage["type"], str(price) if isinstance(price, str | float | int) else "")


def _quotes(
    plans: Mapping[str, Any],
    rates: Iterable[Rate],
    common: Mapping[str, object],
    rejected: list[Rejected],
) -> Iterator[Mapping[str, object]]:
    for rate in rates:
        try:
            plan = plans[rate.plan]
            terms = plan["attributes"]
            years = years_of(terms["purchaseTerm"])
            payment = PLANS[plan["productFamily"]] + PAYMENTS[terms["purchaseOption"]]
        except MISSHAPEN:
            label = f"{rate.instance_type} savings plan {rate.plan}"
            rejected.append(Rejected(label[:200], "its plan has no known kind, term and payment"))
            continue
        yield {
            **common,
            "instance_type": rate.instance_type,
            "purchase_option": SAVINGS_PLAN[years],
            "payment": payment,
            "usd_per_hour": rate.usd_per_hour,
        }
