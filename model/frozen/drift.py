"""What changed since an answer was frozen, and which cause moved the cost by how much.

The causes are taken apart by computing the scenario again, one thing brought up to today at a
time: first the model alone, at the prices and with the chip facts of then; then the chip facts;
then the prices. Each step is rounded to the cent before it is subtracted, so that the parts add up
to the whole difference exactly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from model.comparison import Comparison, PlatformAnswer, compare
from model.frozen.answer import FrozenAnswer, FrozenPlatform, FrozenPrice, cents
from model.frozen.chip_facts import changed_facts, with_chip_facts
from model.frozen.version import ModelVersion, model_version
from model.hardware import Instance, instances
from model.price import Price
from model.scenario import Scenario, decode

PRICE, CHIPS = "price", "chip facts"
# What the model consists of beside chips: by the name of its digest, how people call it.
PARTS: Mapping[str, str] = {
    "formulas": "formulas",
    "calibration": "calibration",
    "architectures": "model architectures",
    "defaults": "default assumptions",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One cause, and by how much it moved a platform's cost.

    Attributes:
        cause: in words; several that cannot be told apart are named together.
        cents: what it added [US cents].
    """

    cause: str
    cents: int


@dataclass(frozen=True, slots=True)
class PlatformDrift:
    """One platform then and now.

    Attributes:
        then: as it was frozen.
        now: today's answer, None where the platform is not in the scenario any more.
        now_cents: today's cost [US cents], None without one.
        changes: causes that moved the cost; empty where there is no cost then or now.
        facts: facts of the platform that differ: name, then, now.
    """

    then: FrozenPlatform
    now: PlatformAnswer | None
    now_cents: int | None
    changes: tuple[Change, ...] = ()
    facts: tuple[tuple[str, float | None, float | None], ...] = ()

    @property
    def difference_cents(self) -> int | None:
        """Today's cost less that of then [US cents]."""
        if self.now_cents is None or self.then.cost_cents is None:
            return None
        return self.now_cents - self.then.cost_cents


@dataclass(frozen=True, slots=True)
class Drift:
    """A frozen answer beside today's.

    Attributes:
        frozen: the answer of then.
        today: the answer of now.
        platforms: then and now, in the order of then.
        changed: what of prices, chips, formulas and data is not as it was, in words.
        problems: what of the scenario can no longer be used.
        consistent: whether the frozen costs follow from their prices under the same model; None
            where the model has changed since, so that nobody can tell.
    """

    frozen: FrozenAnswer
    today: Comparison
    platforms: tuple[PlatformDrift, ...]
    changed: tuple[str, ...]
    problems: tuple[str, ...]
    consistent: bool | None


def drift(frozen: FrozenAnswer, today: Comparison) -> Drift:
    """What changed between a frozen answer and today's.

    Args:
        frozen: the answer of then.
        today: the scenario of the frozen link, answered at today's prices.
    """
    decoded = decode(frozen.query)
    scenario, known = decoded.scenario, instances()
    pinned = {p.instance_type: p for p in frozen.platforms if p.instance_type in known}
    then_chips = {name: _as_then(known[name], platform) for name, platform in pinned.items()}
    prices = tuple(_price(p, scenario) for p in frozen.platforms if p.price)
    at_then = _costs(compare(scenario, prices, {**known, **then_chips}))
    with_chips = _costs(compare(scenario, prices))
    facts_kept = all(p.chip_facts is not None for p in frozen.platforms)
    parts = changed_parts(frozen.version, model_version(), facts_kept)
    now = {a.instance.instance_type: a for a in today.platforms}
    steps = (at_then, with_chips, _costs(today))
    platforms = [_platform(p, now.get(p.instance_type), steps, parts) for p in frozen.platforms]
    same_model = not parts and not decoded.problems
    return Drift(
        frozen=frozen,
        today=today,
        platforms=tuple(platforms),
        changed=_changed(platforms, parts),
        problems=decoded.problems,
        consistent=_follows(frozen, at_then) if same_model else None,
    )


def changed_parts(then: ModelVersion, now: ModelVersion, facts_kept: bool) -> tuple[str, ...]:
    """Parts of the model that are not as they were, chip facts with them if none were kept."""
    parts = [words for name, words in PARTS.items() if getattr(then, name) != getattr(now, name)]
    if not facts_kept and then.chips != now.chips:
        parts.append(CHIPS)
    return tuple(parts)


def _platform(
    then: FrozenPlatform,
    now: PlatformAnswer | None,
    steps: tuple[Mapping[str, int], ...],
    parts: tuple[str, ...],
) -> PlatformDrift:
    """One platform then and now, from its costs after each step towards today."""
    costs = (then.cost_cents, *(step.get(then.instance_type) for step in steps))
    facts = changed_facts(now.instance, then.chip_facts) if now and then.chip_facts else ()
    return PlatformDrift(then, now, costs[-1], _changes(costs, parts), facts)


def _as_then(instance: Instance, platform: FrozenPlatform) -> Instance:
    if platform.chip_facts is None:
        return instance
    return with_chip_facts(instance, platform.chip_facts)


def _price(platform: FrozenPlatform, scenario: Scenario) -> Price:
    price = platform.price
    assert price is not None
    known = instances().get(platform.instance_type)
    return Price(
        provider=known.provider if known else "",
        region=price.region,
        instance_type=platform.instance_type,
        purchase_option=str(scenario.bought_as(platform.instance_type)),
        usd_per_hour=price.usd_per_hour,
        as_of=price.as_of,
        source=price.source,
    )


def _costs(comparison: Comparison) -> dict[str, int]:
    return {
        a.instance.instance_type: cents(a.cost_usd.median)
        for a in comparison.platforms
        if a.cost_usd is not None
    }


def _changes(steps: tuple[int | None, ...], parts: tuple[str, ...]) -> tuple[Change, ...]:
    """What each cause added between the costs of then, of today's model, chips and prices."""
    then, model, chips, now = steps
    if then is None or model is None or chips is None or now is None:
        return ()
    together = " and ".join(parts) or "arithmetic"
    found = (
        Change(together, model - then),
        Change(CHIPS, chips - model),
        Change(PRICE, now - chips),
    )
    return tuple(change for change in found if change.cents)


def _changed(platforms: list[PlatformDrift], parts: tuple[str, ...]) -> tuple[str, ...]:
    prices = any(p.now and _usd(p.now.price) != _usd(p.then.price) for p in platforms)
    facts = any(p.facts for p in platforms)
    return (*([PRICE] if prices else []), *([CHIPS] if facts else []), *parts)


def _usd(price: Price | FrozenPrice | None) -> float | None:
    return price.usd_per_hour if price else None


def _follows(frozen: FrozenAnswer, computed: Mapping[str, int]) -> bool:
    """Whether the frozen costs are those computed, but for the last digit of another machine."""
    costs = {p.instance_type: p.cost_cents for p in frozen.platforms if p.cost_cents is not None}
    return costs.keys() == computed.keys() and all(
        math.isclose(cost, computed[name], rel_tol=1e-9, abs_tol=1) for name, cost in costs.items()
    )
