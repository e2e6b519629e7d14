"""Where a run's cost goes, from arithmetic at the chips' peak to everything that comes on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.architecture import flops_per_token, forward_flops_per_token
from model.comparison.amount import amount, amounts, verdict_in_unit
from model.comparison.compare import Comparison, PlatformAnswer
from model.comparison.unit_words import UNIT_WORDS, in_words
from model.hardware import Instance
from model.run import RunPlan
from model.scenario import Scenario
from model.search.estimate import PRACTICE
from model.workload import Task

PEAK, ATTENTION = "Arithmetic at the dense peak", "Attention below the peak"
PRODUCTS = "Matrix products below the peak"
# Parts of a step by what a reader knows them as, in the order of the chart.
STEP_PARTS: Mapping[str, tuple[str, ...]] = {
    PRODUCTS: ("matmul", "experts", "logits"),
    ATTENTION: ("attention",),
    "Recomputation": ("recompute",),
    "Memory traffic": ("memory",),
    "Launch and host work": ("overhead", "host"),
    "Tensor-parallel traffic": ("tensor",),
    "Context-parallel traffic": ("context",),
    "Expert-parallel traffic": ("exchange",),
    "Tokens routed unevenly": ("uneven_routing",),
    "Data-parallel traffic": ("data",),
    "Pipeline traffic": ("pipeline",),
    "Pipeline bubble": ("bubble",),
    "Optimizer": ("optimizer",),
    "Stragglers": ("stragglers",),
    "Recipes short of the best layout": (PRACTICE,),
}
AROUND: Mapping[str, tuple[str, ...]] = {
    "Start-up and evaluation": ("evaluation",),
    "Failures and restarts": ("failures",),
    "Spare instances": ("spares",),
    "Experiments": ("experiments",),
    "Storage": ("storage",),
    "Electricity, paid apart": ("energy",),
}
MONEY_ONLY = frozenset({"storage", "energy"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what a run takes.

    Attributes:
        name: what it is, in words.
        start: the sum of the parts before it [the scenario's unit].
        value: the part itself [the scenario's unit].
        share: the part over the whole.
    """

    name: str
    start: float
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """What a run on one platform is made of, part by part; the parts add up to its amount."""

    instance: Instance
    parts: tuple[Part, ...]

    @property
    def total(self) -> float:
        """The whole amount [the scenario's unit]."""
        return sum(part.value for part in self.parts)

    def part(self, name: str) -> Part:
        """The part of this name."""
        return next(part for part in self.parts if part.name == name)


def waterfall(answer: PlatformAnswer, scenario: Scenario) -> Waterfall | None:
    """What a run on a platform is made of; None where it has no amount in the scenario's unit."""
    whole = amount(answer, scenario)
    if whole is None or answer.plan is None:
        return None
    usd = {k: v for k, v in answer.cost_parts_usd.items() if _counts(k, scenario)}
    per_usd = whole.median / sum(usd.values())
    seconds = {**_step_seconds(answer.plan, scenario)}
    per_second = usd["training"] * per_usd / answer.plan.step.step_seconds
    values = {name: value * per_second for name, value in seconds.items()}
    values |= {
        name: sum(usd.get(key, 0.0) for key in keys) * per_usd for name, keys in AROUND.items()
    }
    parts, start = [], 0.0
    for name, value in values.items():
        parts.append(Part(name, start, value, value / whole.median))
        start += value
    return Waterfall(answer.instance, tuple(parts))


def rivals(comparison: Comparison) -> tuple[Waterfall, ...]:
    """The two platforms of the verdict side by side, or else the two with the least amount."""
    verdict = verdict_in_unit(comparison)
    found = [a for a, _ in amounts(comparison)]
    if verdict is not None:
        chosen = (verdict.nvidia.instance_type, verdict.trainium.instance_type)
        found = [a for a in found if a.instance.instance_type in chosen]
    shown = [waterfall(answer, comparison.scenario) for answer in found[:2]]
    return tuple(item for item in shown if item is not None)


def losses_in_words(comparison: Comparison, shown: Sequence[Waterfall]) -> str:
    """Where each of two platforms loses most, and what makes the difference between them."""
    if not shown:
        return ""
    unit = comparison.scenario.unit
    after = UNIT_WORDS[unit].after
    if len(shown) == 1:
        only, worst = shown[0], _worst(shown[0])
        return (
            f"{_name(only)} loses most in {_lower(worst.name)}: {in_words(worst.value, unit, 2)}"
            f"{after} of {in_words(only.total, unit, 2)}."
        )
    less, more = sorted(shown, key=lambda item: item.total)
    peaks = [in_words(item.part(PEAK).value, unit, 2) for item in (more, less)]
    worst = _worst(more)
    other = less.part(worst.name)
    text = (
        f"At the peak of its chips the run would take {peaks[0]}{after} on {_name(more)} and "
        f"{peaks[1]} on {_name(less)}. {_name(more)} loses most in {_lower(worst.name)}: "
        f"{in_words(worst.value, unit, 2)} of {in_words(more.total, unit, 2)}, against "
        f"{in_words(other.value, unit, 2)} of {in_words(less.total, unit, 2)} on {_name(less)}."
    )
    gap = max(more.parts, key=lambda part: part.value - less.part(part.name).value)
    if gap.name != worst.name:
        wider = gap.value - less.part(gap.name).value
        text += (
            f" What sets it back most against {_name(less)} is {_lower(gap.name)}: "
            f"{in_words(wider, unit, 2)} more."
        )
    return text


def _step_seconds(plan: RunPlan, scenario: Scenario) -> dict[str, float]:
    """Seconds of one step by part; the first is what its model FLOPs take at the dense peak."""
    step = plan.step
    at_peak = step.mfu * step.step_seconds
    attention = at_peak * _attention_share(scenario)
    seconds = {
        name: sum(step.breakdown.get(key, 0.0) for key in keys) for name, keys in STEP_PARTS.items()
    }
    seconds[PRODUCTS] -= at_peak - attention
    seconds[ATTENTION] -= attention
    return {PEAK: at_peak, **seconds}


def _attention_share(scenario: Scenario) -> float:
    """Share of the model FLOPs that query-key and attention-value products are."""
    architecture, frozen = (
        scenario.resolved_architecture(),
        scenario.task in (Task.LORA, Task.QLORA),
    )
    forward = forward_flops_per_token(architecture, scenario.seq_len).attention
    return 3 * forward / flops_per_token(architecture, scenario.seq_len, frozen).total


def _counts(key: str, scenario: Scenario) -> bool:
    return scenario.unit.of_money or key not in MONEY_ONLY


def _worst(item: Waterfall) -> Part:
    return max((p for p in item.parts if p.name in STEP_PARTS), key=lambda part: part.value)


def _name(item: Waterfall) -> str:
    return item.instance.accelerator.name


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
