"""Which uncertain inputs make the answer uncertain, and by how much."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from model.break_even.side import Side, cheapest
from model.break_even.spread import Z80, price_move
from model.calibrated import calibration
from model.comparison import compare
from model.comparison.verdict import NVIDIA, TRAINIUM
from model.data_files import rows
from model.price import Price
from model.purchase_option import PurchaseOption
from model.run_defaults import run_defaults
from model.scenario import Scenario
from model.uncertainty import LogNormal

EFFICIENCY, PRACTICE, PRICE, DEFAULT = "efficiency", "practice", "price", "default"
# Defaults of the run that its cost depends on; failures strike each side on its own.
APART = ("failures_per_accelerator_hour",)
TOGETHER = (
    "restart_hours", "checkpoint_bytes_per_parameter", "checkpoint_bytes_per_s_per_accelerator",
    "evaluation_share",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One uncertain input.

    Attributes:
        kind: efficiency, practice, price or default.
        key: the instance type, or the name of the default.
        name: what it is.
        family: whose it is, `nvidia` or `trainium`; empty for both.
        log_sigma: what it adds to the standard deviation of the logarithm of the answer.
        share: its part of the answer's variance; all of them add up to 1.
        evidence_class: measured, vendor or assumed.
        source: where its spread comes from.
        as_of: when that was published or read.
    """

    kind: str
    key: str
    name: str
    family: str
    log_sigma: float
    share: float
    evidence_class: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """How uncertain the answer is, and why.

    Attributes:
        sides: the platforms it is about: the cheapest Trainium and NVIDIA, or the only one.
        answer: Trainium's cost over NVIDIA's with all sources, or the cost [USD] of the only one.
        sources: the sources, the largest share first.
    """

    sides: tuple[Side, ...]
    answer: LogNormal
    sources: tuple[Source, ...]

    def share(self, *kinds: str) -> float:
        """What sources of these kinds carry together."""
        return sum(source.share for source in self.sources if source.kind in kinds)


def uncertainty(scenario: Scenario, prices: Sequence[Price]) -> Uncertainty | None:
    """What makes the answer to a scenario uncertain; None where there is no cost.

    The logarithm of the cost ratio is taken as a sum of independent parts, each as wide as half
    the way between the answers at the two ends of its input's 80 % range, the others at their
    median (first-order propagation; JCGM 100:2008, section 5.1).
    """
    comparison = compare(scenario, prices)
    found = [cheapest(comparison, family) for family in (TRAINIUM, NVIDIA)]
    sides = tuple(side for side in found if side is not None)
    if not sides:
        return None
    parts = [*_each(sides), *_common(sides)]
    total = sum(part.log_sigma**2 for part in parts)
    named = [replace(p, share=p.log_sigma**2 / total if total else 0.0) for p in parts]
    middle = _answer([side.cost_usd() for side in sides])
    ordered = sorted(named, key=lambda part: -part.share)
    return Uncertainty(sides, LogNormal(middle, math.sqrt(total)), tuple(ordered))


def _answer(costs: Sequence[float]) -> float:
    return costs[0] / costs[1] if len(costs) == 2 else costs[0]


def _each(sides: Sequence[Side]) -> Iterator[Source]:
    for side in sides:
        yield from _efficiency(side)
        yield from _price(side)
        for name in APART:
            yield _default(name, [side])


def _common(sides: Sequence[Side]) -> Iterator[Source]:
    for name in TOGETHER:
        yield _default(name, sides)


def _efficiency(side: Side) -> Iterator[Source]:
    """The model's own error, and beside it how far practice stays behind the best layout."""
    step, fit = side.plan.step, calibration()
    chip = side.instance.accelerator
    rest = f"Errors on published runs that the fit had not seen. {step.evidence_text}"
    anchors = {a.instance_type for a in side.scenario.workload().anchors}
    if side.instance.instance_type in anchors:
        name = f"Efficiency of {chip.name}, with your log"
        yield _source(EFFICIENCY, name, side, step.log_sigma, "measured", rest, fit.as_of)
        return
    level = fit.levels[step.evidence]
    kind = "assumed" if level.id == "unmeasured" else "measured"
    sigma = min(level.log_sigma, step.log_sigma)
    yield _source(EFFICIENCY, f"Efficiency of {chip.name}", side, sigma, kind, rest, fit.as_of)
    practice = math.sqrt(max(0.0, step.log_sigma**2 - sigma**2))
    yield _source(
        PRACTICE,
        f"Practice against the best layout, {chip.name}",
        side,
        practice,
        "measured",
        "Published recipes against the layout that a search finds; for ordinary teams also "
        "model/data/maturity.csv, and how far reports of runs scatter beside benchmarks",
        fit.as_of,
    )


def _price(side: Side) -> Iterator[Source]:
    move = price_move(side.price) if side.price else None
    if move is None or side.price is None:
        return
    ends = [
        side.cost_usd(usd_per_hour=side.usd_per_hour * factor)
        for factor in (move.factor.low, move.factor.high)
    ]
    kinds = {row["purchase_option"]: row["class"] for row in rows("price_moves.csv")}
    owned = side.price.purchase_option == PurchaseOption.OWNED
    kind = side.instance.instance_type
    name = f"Cost of owning {kind}" if owned else f"Price of {kind} until it is paid"
    yield _source(
        PRICE,
        name,
        side,
        _half(*ends),
        kinds[side.price.purchase_option],
        f"{move.source}. {move.notes}",
        move.as_of,
    )


def _default(name: str, sides: Sequence[Side]) -> Source:
    default = run_defaults()[name]

    def answer(value: float) -> float:
        return _answer([side.cost_usd(changes={name: value}) for side in sides])

    words = name.replace("_", " ").replace("per s", "per second").capitalize()
    both = len(sides) > 1
    return Source(
        kind=DEFAULT,
        key=name,
        name=words if both else f"{words}, {sides[0].instance.accelerator.name}",
        family="" if both else str(sides[0].instance.accelerator.family),
        log_sigma=_half(answer(default.low), answer(default.high)),
        share=0.0,
        evidence_class=default.evidence_class,
        source=default.source,
        as_of=default.as_of,
    )


def _half(low: float, high: float) -> float:
    """Half the way between two ends of an 80 % range, as a standard deviation [ln]."""
    return abs(math.log(high / low)) / (2 * Z80)


def _source(
    kind: str, name: str, side: Side, sigma: float, evidence: str, source: str, as_of: str
) -> Source:
    key, family = side.instance.instance_type, str(side.instance.accelerator.family)
    return Source(kind, key, name, family, sigma, 0.0, evidence, source, as_of)


def source_of(found: Uncertainty | None, kind: str, instance_type: str) -> Source | None:
    """The source of uncertainty of one kind and platform; None where there is none."""
    sources = found.sources if found else ()
    return next((s for s in sources if s.kind == kind and s.key == instance_type), None)


def share_of(found: Uncertainty | None, kind: str, instance_type: str) -> float | None:
    """Its part of the variance of the answer; None where there is none."""
    source = source_of(found, kind, instance_type)
    return None if source is None else source.share
