"""SKUs of Google's billing catalog in their format, with made-up prices."""

from __future__ import annotations

import json
from typing import Any


def sku(description: str, usd: float, usage: str = "OnDemand", unit: str = "h",
        region: str = "us-central1") -> dict[str, Any]:  # fmt: skip
    units, nanos = divmod(round(usd * 1e9), 10**9)
    price = {"currencyCode": "USD", "units": str(units), "nanos": nanos}
    return {
        "description": description,
        "category": {"resourceFamily": "Compute", "resourceGroup": "GPU", "usageType": usage},
        "serviceRegions": [region],
        "pricingInfo": [{"pricingExpression": {
            "usageUnit": unit, "tieredRates": [{"startUsageAmount": 0, "unitPrice": price}],
        }}],
    }  # fmt: skip


def a3() -> list[dict[str, Any]]:
    """All parts of an a3-highgpu-8g."""
    return [
        sku("Nvidia H100 80GB GPU running in Americas", 9.5),
        sku("A3 Instance Core running in Americas", 0.03),
        sku("A3 Instance Ram running in Americas", 0.0025, unit="GiBy.h"),
    ]


def page(*skus: object, token: str = "") -> bytes:
    return json.dumps({"skus": list(skus), "nextPageToken": token}).encode()
