"""Azure's retail prices in their format, made up."""

from __future__ import annotations

import json
from typing import Any

from pricing.sources.azure_retail import Machine

H100 = Machine("Standard_ND96isr_H100_v5", "H100", 8)
ITEM = {
    "currencyCode": "USD", "tierMinimumUnits": 0.0, "retailPrice": 98.32,
    "armRegionName": "eastus", "effectiveStartDate": "2024-01-01T00:00:00Z",
    "meterName": "ND96isrH100v5", "productName": "Virtual Machines NDsr H100 v5 Series",
    "unitOfMeasure": "1 Hour", "type": "Consumption", "armSkuName": H100.instance_type,
}  # fmt: skip


def item(**changes: object) -> dict[str, Any]:
    return ITEM | changes


def page(*items: object, following: str | None = None) -> bytes:
    about = {"BillingCurrency": "USD", "Count": len(items)}
    return json.dumps({**about, "Items": list(items), "NextPageLink": following}).encode()
