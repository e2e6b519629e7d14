"""What an answer was on a day: scenario, prices, version of the model, costs and verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from model.comparison import Comparison, PlatformAnswer, Status
from model.frozen.chip_facts import chip_facts
from model.frozen.version import ModelVersion, model_version
from model.price import Price
from model.scenario import encode
from model.scenario.link import VERSION_KEY
from model.scenario.scenario import current_version

CENTS = 100
MOST_SOURCE_CHARACTERS = 48


@dataclass(frozen=True, slots=True)
class FrozenPrice:
    """The quote a platform was priced at.

    Attributes:
        usd_per_hour: US dollars per instance-hour, the user's own discounts in it.
        region: the provider's code of the region.
        as_of: the day the price held at its source.
        source: short name of the source.
    """

    usd_per_hour: float
    region: str
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class FrozenPlatform:
    """One platform's part of the answer.

    Attributes:
        instance_type: the provider's own name of the type.
        status: priced, not sold this way, or not able to run the scenario.
        cost_cents: expected cost of the whole run [US cents], None without one.
        price: the quote used, None where it is not sold this way.
        chip_facts: numbers of the platform as `chip_facts` orders them, None where left out.
    """

    instance_type: str
    status: Status
    cost_cents: int | None
    price: FrozenPrice | None
    chip_facts: tuple[float | None, ...] | None


@dataclass(frozen=True, slots=True)
class FrozenVerdict:
    """The cheapest Trainium against the cheapest NVIDIA platform.

    Attributes:
        trainium: instance type.
        nvidia: instance type.
        probability_trainium_cheaper: between 0 and 1.
        low: lower end of the 80 % range of Trainium's cost less NVIDIA's, over NVIDIA's.
        high: its upper end.
    """

    trainium: str
    nvidia: str
    probability_trainium_cheaper: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FrozenAnswer:
    """An answer with all it rests on.

    Attributes:
        quoted_on: the day of the answer.
        query: the live parameters of the scenario, in the words of the version they name.
        version: digests of the model that gave the answer.
        platforms: cheapest first, those without a cost last.
        verdict: None unless both families had a cost.
    """

    quoted_on: date
    query: Mapping[str, str]
    version: ModelVersion
    platforms: tuple[FrozenPlatform, ...]
    verdict: FrozenVerdict | None


def freeze(comparison: Comparison, quoted_on: date) -> FrozenAnswer:
    """An answer as it is now.

    Args:
        comparison: the answer.
        quoted_on: today, as the caller's clock says.
    """
    # The default scenario has no parameters, but what is the default may change: name the version.
    query = encode(comparison.scenario) or {VERSION_KEY: str(current_version())}
    return FrozenAnswer(
        quoted_on=quoted_on,
        query=query,
        version=model_version(),
        platforms=tuple(_platform(answer) for answer in comparison.platforms),
        verdict=_verdict(comparison),
    )


def cents(usd: float) -> int:
    """Dollars to the cent."""
    return round(usd * CENTS)


def _platform(answer: PlatformAnswer) -> FrozenPlatform:
    return FrozenPlatform(
        instance_type=answer.instance.instance_type,
        status=answer.status,
        cost_cents=cents(answer.cost_usd.median) if answer.cost_usd else None,
        price=_price(answer.price) if answer.price else None,
        chip_facts=chip_facts(answer.instance),
    )


def _price(price: Price) -> FrozenPrice:
    source = price.source[:MOST_SOURCE_CHARACTERS]
    return FrozenPrice(price.usd_per_hour, price.region, price.as_of, source)


def _verdict(comparison: Comparison) -> FrozenVerdict | None:
    verdict = comparison.verdict
    if verdict is None:
        return None
    return FrozenVerdict(
        trainium=verdict.trainium.instance_type,
        nvidia=verdict.nvidia.instance_type,
        probability_trainium_cheaper=round(verdict.probability_trainium_cheaper, 4),
        low=round(verdict.difference_fraction.low, 4),
        high=round(verdict.difference_fraction.high, 4),
    )
