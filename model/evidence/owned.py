"""What stands behind the cost of owned hardware, fact by fact."""

from __future__ import annotations

from collections.abc import Iterator

from model.comparison import Comparison
from model.comparison.compare import PlatformAnswer
from model.evidence.fact import Fact
from model.ownership import TYPED, owned_cost, ownership_defaults
from model.purchase_option import PurchaseOption
from model.scenario import Scenario

GROUP = "Owned hardware"


def owned_facts(comparison: Comparison) -> Iterator[Fact]:
    """Purchase prices and terms of owning; nothing where the scenario owns nothing."""
    scenario = comparison.scenario
    if scenario.purchase_option is not PurchaseOption.OWNED:
        return
    for answer in comparison.platforms:
        yield from _purchase(answer, scenario)
    for name, default in ownership_defaults().items():
        given = getattr(scenario, name, None)
        value = default.value if given is None else given
        span = f" ({default.low:g} to {default.high:g})" if given is None else ""
        yield Fact(
            GROUP,
            name.replace("_", " "),
            f"{value:g} {default.unit}{span}",
            default.evidence_class if given is None else "yours",
            default.source if given is None else "given in the scenario",
            default.as_of,
            None,
        )


def _purchase(answer: PlatformAnswer, scenario: Scenario) -> Iterator[Fact]:
    cost = owned_cost(answer.instance, scenario)
    if cost is None or answer.price is None:
        return
    published = cost.published
    yield Fact(
        GROUP,
        f"Purchase price of {answer.instance.instance_type}, with its network",
        f"{cost.purchase_usd:,.0f} USD a server of {answer.instance.accelerators} chips",
        published.evidence_class if published else "yours",
        f"{published.source}. {published.notes}" if published else TYPED,
        answer.price.as_of.isoformat(),
        None,
    )
