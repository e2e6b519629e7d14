"""Answers in AWS's wire formats, small and made up."""

from __future__ import annotations

import json
from typing import Any

from tests.pricing.loopback import Answer

EC2 = "http://ec2.amazonaws.com/doc/2016-11-15/"
ATTRIBUTES = {
    "instanceType": "p5.48xlarge", "regionCode": "us-east-2", "operatingSystem": "Linux",
    "tenancy": "Shared", "capacitystatus": "Used", "preInstalledSw": "NA",
    "marketoption": "OnDemand", "gpu": "8",
}  # fmt: skip


def term(attributes: dict[str, str], *dimensions: tuple[str, str]) -> dict[str, Any]:
    priced = {
        f"RATE{n}": {"unit": unit, "pricePerUnit": {"USD": usd}}
        for n, (unit, usd) in enumerate(dimensions)
    }
    since = "2026-09-01T00:00:00Z"
    return {"termAttributes": attributes, "priceDimensions": priced, "effectiveDate": since}


def reserved(years: str, payment: str, *dimensions: tuple[str, str]) -> dict[str, Any]:
    said = {
        "LeaseContractLength": years, "PurchaseOption": payment, "OfferingClass": "standard"
    }  # fmt: skip
    return term(said, *dimensions)


def product(usd: str = "55.0400000000", **changes: Any) -> str:
    terms = changes.pop("terms", {"OnDemand": {"SKU.JRTCKXETXF": term({}, ("Hrs", usd))}})
    return json.dumps(
        {
            "product": {"attributes": ATTRIBUTES | changes, "sku": "SKU"},
            "terms": terms,
            "version": "20260910195514",
            "publicationDate": "2026-09-10T19:55:14Z",
        }
    )


def price_list(*products: str, token: str = "") -> Answer:
    page: dict[str, Any] = {"FormatVersion": "aws_v1", "PriceList": list(products)}
    if token:
        page["NextToken"] = token
    return Answer(json.dumps(page).encode(), headers={"Content-Type": "application/x-amz-json-1.1"})


def rates(*found: dict[str, Any], token: str = "") -> Answer:
    page: dict[str, Any] = {"searchResults": list(found)}
    if token:
        page["nextToken"] = token
    return Answer(json.dumps(page).encode(), headers={"Content-Type": "application/json"})


def rate(usd: str, plan: str = "Compute", years: int = 1, **changes: Any) -> dict[str, Any]:
    said = {"region": "us-east-2", "instanceType": "p5.48xlarge", "tenancy": "shared"}
    return {
        "savingsPlanOffering": {
            "offeringId": "x", "paymentOption": "No Upfront", "planType": plan,
            "durationSeconds": years * 31_536_000, "currency": "USD",
        },
        "rate": usd, "unit": "Hrs", "productType": "EC2", "serviceCode": "AmazonEC2",
        "usageType": "BoxUsage:p5.48xlarge", "operation": "RunInstances",
        "properties": [{"name": name, "value": value} for name, value in said.items()],
        **changes,
    }  # fmt: skip


def xml(action: str, inside: str) -> Answer:
    body = f'<{action}Response xmlns="{EC2}"><requestId>r</requestId>{inside}</{action}Response>'
    return Answer(body.encode(), headers={"Content-Type": "text/xml"})


def spot_prices(*items: str, token: str = "") -> Answer:
    inside = f"<spotPriceHistorySet>{''.join(items)}</spotPriceHistorySet>"
    return xml("DescribeSpotPriceHistory", f"{inside}<nextToken>{token}</nextToken>")


def spot_price(
    usd: str, zone: str = "use2-az3", at: str = "2026-11-20T00:00:00.000Z", kind: str = "trn2"
) -> str:
    return (
        f"<item><availabilityZone>us-east-2c</availabilityZone>"
        f"<availabilityZoneId>{zone}</availabilityZoneId>"
        f"<instanceType>{kind}.48xlarge</instanceType>"
        f"<productDescription>Linux/UNIX</productDescription>"
        f"<spotPrice>{usd}</spotPrice><timestamp>{at}</timestamp></item>"
    )


def block_offers(*items: str) -> Answer:
    inside = f"<capacityBlockOfferingSet>{''.join(items)}</capacityBlockOfferingSet>"
    return xml("DescribeCapacityBlockOfferings", inside)


def block_offer(
    fee: str = "859",
    hours: int = 24,
    instances: int = 1,
    zone: str = "us-east-2c",
    minutes: int = 0,
) -> str:
    return (
        f"<item><capacityBlockOfferingId>cb-0</capacityBlockOfferingId>"
        f"<instanceType>trn2.48xlarge</instanceType><availabilityZone>{zone}</availabilityZone>"
        f"<instanceCount>{instances}</instanceCount>"
        f"<startDate>2026-12-01T11:30:00.000Z</startDate>"
        f"<endDate>2026-12-02T11:30:00.000Z</endDate>"
        f"<capacityBlockDurationHours>{hours}</capacityBlockDurationHours>"
        f"<capacityBlockDurationMinutes>{minutes}</capacityBlockDurationMinutes>"
        f"<upfrontFee>{fee}</upfrontFee><currencyCode>USD</currencyCode></item>"
    )


def ec2_error(code: str, status: int = 400) -> Answer:
    body = (
        f"<Response><Errors><Error><Code>{code}</Code><Message>User: "
        f"arn:aws:iam::123456789012:user/ann</Message></Error></Errors><RequestID>r</RequestID>"
        f"</Response>"
    )
    return Answer(body.encode(), status, {"Content-Type": "text/xml"})


def json_error(code: str, status: int = 400) -> Answer:
    body = {"__type": code, "message": "User: arn:aws:iam::123456789012:user/ann"}
    return Answer(json.dumps(body).encode(), status, {"x-amzn-ErrorType": code})
