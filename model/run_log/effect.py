"""What the user's logs change in the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.anchor import Anchor, read_anchor
from model.comparison import Comparison, compare
from model.comparison.compare import PlatformAnswer
from model.price import Price
from model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class PlatformEffect:
    """One measured platform before and after.

    Attributes:
        anchor: what was measured.
        before: its answer without the log; None where the scenario leaves the platform out.
        after: its answer with it.
    """

    anchor: Anchor
    before: PlatformAnswer | None
    after: PlatformAnswer | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The answer without and with the user's logs.

    Attributes:
        platforms: the measured platforms.
        probability_before: that Trainium is cheaper, without the logs; None without a verdict.
        probability_after: the same with them.
    """

    platforms: tuple[PlatformEffect, ...]
    probability_before: float | None
    probability_after: float | None


def effect(scenario: Scenario, prices: Sequence[Price]) -> Effect:
    """The answer to a scenario without and with what it carries of the user's logs."""
    before, after = compare(scenario.changed(anchors=()), prices), compare(scenario, prices)
    platforms = tuple(
        PlatformEffect(anchor, _of(before, anchor.instance_type), _of(after, anchor.instance_type))
        for anchor in map(read_anchor, scenario.anchors)
    )
    return Effect(platforms, _probability(before), _probability(after))


def _of(comparison: Comparison, instance_type: str) -> PlatformAnswer | None:
    named = (a for a in comparison.platforms if a.instance.instance_type == instance_type)
    return next(named, None)


def _probability(comparison: Comparison) -> float | None:
    verdict = comparison.verdict
    return None if verdict is None else verdict.probability_trainium_cheaper
