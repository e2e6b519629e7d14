"""What moves the answer most: each input between its published ends, the others as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from model.break_even.break_even import BreakEven, break_even
from model.break_even.porting import Porting, published_default
from model.break_even.probability import FAILURES
from model.break_even.side import Side, plan_cost_usd
from model.break_even.spread import price_move
from model.calibrated import calibration
from model.price import Price
from model.run import CannotRun, run_on
from model.run_defaults import run_defaults
from model.scenario import Scenario
from model.uncertainty import LogNormal
from model.wording import counted, percent
from model.workload import Maturity

EVALUATION, EXPERIMENTS = "evaluation_share", "experiments_percent"
IN_WORDS = {
    "porting_weeks": "Engineer-weeks of porting",
    "engineer_usd_per_week": "USD per engineer-week",
    "delay_weeks": "Weeks of delay by porting",
}


@dataclass(frozen=True, slots=True)
class Lever:
    """One input and how far it moves the answer.

    Attributes:
        name: the input, in words.
        low: its low end, in words.
        high: its high end, in words.
        at_low: Trainium's cost, with its part of porting, over NVIDIA's at the low end.
        at_high: the same at the high end.
        source: where the ends come from.
    """

    name: str
    low: str
    high: str
    at_low: float
    at_high: float
    source: str

    @property
    def swing(self) -> float:
        """How far the ratio moves between the two ends."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class Tornado:
    """All inputs, the strongest first. Porting is left out where it alone decides.

    Attributes:
        ratio: Trainium's cost, with its part of porting, over NVIDIA's as things stand.
        levers: the inputs.
    """

    ratio: float
    levers: tuple[Lever, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two sides, and the answer when the cost of one of them is another."""

    trainium: Side
    nvidia: Side
    porting: Porting
    one_off: float
    ours: float
    theirs: float

    def ratio(self, side: Side, cost_usd: float) -> float:
        if side is self.trainium:
            return (cost_usd + self.one_off) / self.theirs
        return (self.ours + self.one_off) / cost_usd

    def name(self, what: str, side: Side) -> str:
        return f"{what}, {side.instance.accelerator.name}"


def tornado(scenario: Scenario, prices: tuple[Price, ...]) -> Tornado | None:
    """What moves the answer of a scenario most; None unless both families have a cost."""
    found = break_even(scenario, prices)
    if found.parity is None or found.porting is None:
        return None
    pair = _pair(found, found.parity.trainium, found.parity.nvidia, found.porting)
    levers: list[Lever] = []
    for side in (pair.trainium, pair.nvidia):
        levers += _efficiency(pair, side)
        levers += _price(pair, side)
        levers += _failures(pair, side)
        levers += _tuning(pair, side)
        levers += _cluster(pair, side)
    levers += [_evaluation(pair), _experiments(pair)]
    if not found.drowned:
        levers += _porting(pair)
    base = (pair.ours + pair.one_off) / pair.theirs
    return Tornado(base, tuple(sorted(levers, key=lambda lever: -lever.swing)))


def _pair(found: BreakEven, trainium: Side, nvidia: Side, porting: Porting) -> _Pair:
    one_off = found.charted_usd_per_run
    return _Pair(trainium, nvidia, porting, one_off, trainium.cost_usd(), nvidia.cost_usd())


def _efficiency(pair: _Pair, side: Side) -> Iterator[Lever]:
    step = side.plan.step
    mfu = LogNormal(step.mfu, step.log_sigma).interval()
    yield Lever(
        pair.name("MFU", side),
        percent(mfu.low),
        percent(mfu.high),
        pair.ratio(side, side.cost_usd(mfu=mfu.low)),
        pair.ratio(side, side.cost_usd(mfu=mfu.high)),
        f"Model error on runs it had not seen: {step.evidence_text}",
    )


def _price(pair: _Pair, side: Side) -> Iterator[Lever]:
    move = None if side.price is None else price_move(side.price)
    if move is None:
        return
    chips = side.instance.accelerators
    low, high = (side.usd_per_hour * f for f in (move.factor.low, move.factor.high))
    yield Lever(
        pair.name("USD per chip-hour", side),
        f"${low / chips:.2f}",
        f"${high / chips:.2f}",
        pair.ratio(side, side.cost_usd(usd_per_hour=low)),
        pair.ratio(side, side.cost_usd(usd_per_hour=high)),
        f"{move.source}: {move.notes}",
    )


def _failures(pair: _Pair, side: Side) -> Iterator[Lever]:
    default = run_defaults()[FAILURES]
    low, high = (
        pair.ratio(side, side.cost_usd(changes={FAILURES: rate}))
        for rate in (default.low, default.high)
    )
    a_day = [f"{rate * 24 * 1000:.1f}" for rate in (default.low, default.high)]
    name = pair.name("Failure rate", side)
    yield Lever(name, a_day[0], f"{a_day[1]} /1,000 chip-days", low, high, default.source)


def _tuning(pair: _Pair, side: Side) -> Iterator[Lever]:
    slowdown = calibration().ordinary_slowdown
    tuned = side.scenario.maturity is Maturity.TUNED
    best, worst = (1.0, 1 / slowdown) if tuned else (slowdown, 1.0)
    yield Lever(
        pair.name("Tuning", side),
        "ordinary team",
        "tuned recipe",
        pair.ratio(side, side.cost_usd(mfu=side.mfu * worst)),
        pair.ratio(side, side.cost_usd(mfu=side.mfu * best)),
        "model/data/maturity.csv: utilisation of tuned recipes and of ordinary teams",
    )


def _cluster(pair: _Pair, side: Side) -> Iterator[Lever]:
    """Half and double the cluster, where the batch and the memory allow it."""
    scenario, usual = side.scenario, side.plan.instances
    ratios: list[float] = []
    for size in (max(1, usual // 2), usual * 2):
        plan = run_on(scenario.workload(), side.instance, scenario.tokens, size, scenario.maturity)
        if isinstance(plan, CannotRun):
            return
        ratios.append(pair.ratio(side, plan_cost_usd(scenario, plan, side.usd_per_hour)))
    yield Lever(
        pair.name("Cluster size", side),
        f"{max(1, usual // 2):,}",
        counted(usual * 2, "instance"),
        ratios[0],
        ratios[1],
        "Half and double the cluster of this scenario",
    )


def _evaluation(pair: _Pair) -> Lever:
    default = run_defaults()[EVALUATION]
    low, high = (
        (pair.trainium.cost_usd(changes={EVALUATION: share}) + pair.one_off)
        / pair.nvidia.cost_usd(changes={EVALUATION: share})
        for share in (default.low, default.high)
    )
    name = "Evaluation, start-up, both"
    return Lever(name, percent(default.low), percent(default.high), low, high, default.source)


def _experiments(pair: _Pair) -> Lever:
    default = published_default(EXPERIMENTS)
    ratios = []
    for percentage in (default.low, default.high):
        asked = pair.trainium.scenario.changed(experiments_percent=int(percentage))
        ours, theirs = (replace(s, scenario=asked).cost_usd() for s in (pair.trainium, pair.nvidia))
        ratios.append((ours + pair.one_off) / theirs)
    return Lever(
        "Experiments, both",
        f"{default.low:.0f} %",
        f"{default.high:.0f} %",
        ratios[0],
        ratios[1],
        default.source,
    )


def _porting(pair: _Pair) -> Iterator[Lever]:
    runs = pair.trainium.scenario.planned_runs
    for name, default in pair.porting.assumed.items():
        low, high = (
            (pair.ours + _with(pair.porting, name, end).usd / runs) / pair.theirs
            for end in (default.low, default.high)
        )
        words = [f"{end:,.0f}" for end in (default.low, default.high)]
        yield Lever(IN_WORDS[name], words[0], words[1], low, high, default.source)


def _with(moving: Porting, name: str, value: float) -> Porting:
    if name == "porting_weeks":
        return replace(moving, engineer_weeks=value)
    if name == "engineer_usd_per_week":
        return replace(moving, engineer_usd_per_week=value)
    return replace(moving, delay_weeks=value)
