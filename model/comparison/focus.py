"""The answer as rows of charges, in the columns of FOCUS where it has them, x_ where not.

FOCUS is the FinOps Open Cost and Usage Specification; names and allowed values are those of
version 1.2 (focus.finops.org). A row is what one part of a run is expected to cost on one platform.
These are estimates: nothing here was billed, so BilledCost and the billing period are left out.
"""

from __future__ import annotations

from datetime import date

from model.comparison.compare import Comparison, PlatformAnswer
from model.csv_text import Cell
from model.purchase_option import PurchaseOption
from model.regions import regions
from model.scenario.link import to_url

COMMITTED = frozenset(
    {
        PurchaseOption.SAVINGS_PLAN_1Y,
        PurchaseOption.SAVINGS_PLAN_3Y,
        PurchaseOption.RESERVED_1Y,
        PurchaseOption.RESERVED_3Y,
    }
)
PROVIDERS = {"aws": "AWS", "azure": "Microsoft", "gcp": "Google Cloud"}
STORAGE, ENERGY = "storage", "energy"
OWN = "Own hardware"


def focus_rows(comparison: Comparison) -> list[dict[str, Cell]]:
    """One row for each part of each platform's cost, cheapest platform first.

    A platform without a cost has one row with the reason, and no cost in it.
    """
    link = to_url(comparison.scenario, "").removeprefix("/")
    rows: list[dict[str, Cell]] = []
    for answer in comparison.platforms:
        parts = [(part, usd) for part, usd in answer.cost_parts_usd.items() if usd]
        rows += [_row(answer, part, usd, comparison, link) for part, usd in parts]
        if not parts:
            rows.append(_row(answer, "", None, comparison, link))
    return rows


def pricing_category(option: PurchaseOption) -> str:
    """FOCUS's PricingCategory of a purchase option."""
    if option is PurchaseOption.SPOT:
        return "Dynamic"
    if option is PurchaseOption.OWNED:
        return "Other"
    return "Committed" if option in COMMITTED else "Standard"


def _quantity(
    answer: PlatformAnswer, part: str, usd: float | None
) -> tuple[float | None, str | None]:
    """How much of what a charge is for: instance-hours, or kWh where electricity is paid apart."""
    price, energy = answer.price, answer.energy
    if price is None or not usd or part == STORAGE:
        return None, None
    if part == ENERGY:
        return (energy.kwh, "kWh") if energy else (None, None)
    return usd / (price.usd_per_hour - price.energy_usd_per_hour), "Instance-Hours"


def _row(
    answer: PlatformAnswer, part: str, usd: float | None, comparison: Comparison, link: str
) -> dict[str, Cell]:
    instance, price, plan, cost = answer.instance, answer.price, answer.plan, answer.cost_usd
    bought = comparison.scenario.bought_as(instance.instance_type)
    owned = bought is PurchaseOption.OWNED
    region = price.region if price and not owned else None
    quantity, unit = _quantity(answer, part, usd)
    interval = cost.interval() if cost else None
    as_of: date | None = price.as_of if price else None
    return {
        "ProviderName": OWN if owned else PROVIDERS.get(instance.provider, instance.provider),
        "RegionId": region,
        "RegionName": regions()[region].name if region and region in regions() else None,
        "ServiceCategory": "Storage" if part == STORAGE else "Compute",
        "ChargeCategory": "Usage",
        "ChargeDescription": f"{part} on {instance.instance_type}" if part else answer.reason,
        "PricingCategory": pricing_category(bought),
        "PricingQuantity": quantity,
        "PricingUnit": unit,
        "ConsumedQuantity": quantity,
        "ConsumedUnit": unit,
        "ContractedUnitPrice": usd / quantity if usd and quantity else None,
        "ContractedCost": usd,
        "EffectiveCost": usd,
        "BillingCurrency": "USD",
        "x_IsEstimate": True,
        "x_Part": part or None,
        "x_Status": str(answer.status),
        "x_InstanceType": instance.instance_type,
        "x_Accelerator": instance.accelerator.name,
        "x_Family": str(instance.accelerator.family),
        "x_PurchaseOption": str(bought),
        "x_PlatformCost": cost.median if cost else None,
        "x_PlatformCostLow80": interval.low if interval else None,
        "x_PlatformCostHigh80": interval.high if interval else None,
        "x_Instances": plan.instances if plan else None,
        "x_Accelerators": plan.accelerators if plan else None,
        "x_Days": plan.days.median if plan else None,
        "x_ModelFlopsUtilization": plan.step.mfu if plan else None,
        "x_PriceAsOf": as_of.isoformat() if as_of else None,
        "x_PriceSource": price.source if price else None,
        "x_PriceEvidence": price.evidence if price else None,
        "x_Scenario": link,
    }
