"""Scenarios and prices that the tests of Break-even start from."""

from datetime import date
from typing import Any

from model.break_even.side import Side, cheapest
from model.comparison import compare
from model.hardware import Family
from model.price import Price
from model.scenario import Scenario
from tests.scenarios import scenario

# AWS Capacity Blocks, us-east-2, July 2026.
TODAY = {"trn2.48xlarge": 35.7608, "p5.48xlarge": 41.528}


def prices(usd_per_hour: dict[str, float] | None = None, **of_price: Any) -> tuple[Price, ...]:
    """Prices per instance-hour in us-east-2."""
    plain = {
        "provider": "aws",
        "region": "us-east-2",
        "purchase_option": "capacity_block",
        "as_of": date(2026, 7, 22),
        "source": "AWS Capacity Blocks page",
    }
    return tuple(
        Price(instance_type=name, usd_per_hour=usd, **{**plain, **of_price})
        for name, usd in (usd_per_hour or TODAY).items()
    )


def asked(**changes: Any) -> Scenario:
    """Llama 3.1 8B on 1T tokens, on 64 instances of Trainium2 and of H100."""
    base: dict[str, Any] = {
        "model": "llama3.1-8b",
        "tokens": 10**12,
        "global_batch_seqs": 1024,
        "deadline_days": None,
        "instances": 32,
        "platforms": tuple(TODAY),
    }
    return scenario(**{**base, **changes})


def sides(wanted: Scenario, known: tuple[Price, ...]) -> tuple[Side, Side]:
    """The Trainium and the NVIDIA side of a scenario that both can run."""
    comparison = compare(wanted, known)
    trainium, nvidia = (cheapest(comparison, f) for f in (Family.TRAINIUM, Family.NVIDIA))
    assert trainium is not None
    assert nvidia is not None
    return trainium, nvidia
