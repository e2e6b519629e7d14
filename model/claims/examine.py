"""One claim about training, held against the scenario, today's prices and public runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from model.claims.ledger import OWN_CLAIM, Claim, Kind, Reading, ledger
from model.claims.measured import MeasuredMfu, measured_mfu
from model.claims.reading import more_models, needed_mfu, ratio_asked
from model.comparison import PlatformAnswer, compare
from model.energy import run_energy
from model.hardware import Family, instances
from model.price import Price
from model.scenario import Scenario
from model.scenario.claims_inputs import CHEAPEST, ClaimMeaning
from model.uncertainty import LogNormal, probability_less, ratio
from model.units import HOURS_PER_DAY

ALL_OF_IT = 100.0


class Holds(StrEnum):
    """Whether a claim holds."""

    YES = "yes"
    PROBABLY = "probably"
    OPEN = "open"
    PROBABLY_NOT = "probably_not"
    NO = "no"
    UNKNOWN = "unknown"


# From these probabilities on.
_BOUNDS = ((0.9, Holds.YES), (0.65, Holds.PROBABLY), (0.35, Holds.OPEN), (0.1, Holds.PROBABLY_NOT))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One reading of a claim.

    Attributes:
        reading: what the percentage is taken to be of.
        percent: the percentage [%].
        ratio: what a unit of work may need at most, over what it needs at the baseline.
        saved_usd: US dollars less a year for the same work on the user's spend; None where the
            reading is not of money.
        more_models: models that the same dollars train beside each one; None likewise.
        more_models_a_year: the same on the user's spend; None without a cost of the baseline.
        actual: the ratio that the model expects; None where it cannot be known.
        needed_mfu: the MFU that the claim asks for, as unsure as the baseline's throughput.
        needed_discount: share by which the price would have to fall instead; below 0 it may rise.
        probability: that the claim holds.
        holds: the same in a word.
        reason: why it cannot be known; empty where it can.
    """

    reading: Reading
    percent: float
    ratio: float
    saved_usd: float | None
    more_models: float | None
    more_models_a_year: float | None
    actual: LogNormal | None
    needed_mfu: LogNormal | None
    needed_discount: float | None
    probability: float | None
    holds: Holds
    reason: str


@dataclass(frozen=True, slots=True)
class Examined:
    """A claim, and what became of it.

    Attributes:
        claim: the claim.
        platform: the claimed platform in the scenario; None where the claim names no percentage
            or no platform.
        baseline: what it is held against.
        baseline_named: whether the claim, or else the user, named it.
        measured: what public runs reached on the platform.
        unlike: whether a mixture of experts is trained here and by none of those runs.
        tests: each reading with each percentage.
    """

    claim: Claim
    platform: PlatformAnswer | None
    baseline: PlatformAnswer | None
    baseline_named: bool
    measured: MeasuredMfu | None
    unlike: bool
    tests: tuple[Outcome, ...]

    @property
    def judged(self) -> tuple[Outcome, ...]:
        """The readings that decide: those of money, where the claim allows one."""
        return tuple(t for t in self.tests if t.saved_usd is not None) or self.tests

    @property
    def best(self) -> Outcome | None:
        """The kindest of them; None where none can be known."""
        known = [t for t in self.judged if t.probability is not None]
        return max(known, key=lambda t: t.probability or 0.0, default=None)

    @property
    def holds(self) -> Holds:
        """What the kindest reading comes to."""
        return Holds.UNKNOWN if self.best is None else self.best.holds


def examine(scenario: Scenario, prices: Sequence[Price]) -> Examined:
    """The claim that the scenario names, examined."""
    return examine_claim(chosen_claim(scenario), scenario, prices)


def chosen_claim(scenario: Scenario) -> Claim:
    """The claim the scenario names, from the ledger or typed in."""
    if scenario.claim != OWN_CLAIM:
        return ledger()[scenario.claim]
    stated = scenario.claim_meaning
    unstated = (Reading.COST, Reading.WORK, Reading.SPEED)
    readings = unstated if stated is ClaimMeaning.UNSTATED else (Reading(stated.value),)
    percent = float(scenario.claim_percent)
    # No cost falls by all of it.
    possible = tuple(r for r in readings if r is not Reading.COST or percent < ALL_OF_IT)
    own = tuple(n for n in scenario.platforms if _family(n) is Family.TRAINIUM)
    return Claim(
        id=OWN_CLAIM, who="You", said_on="", said_at="", words=f"{percent:g} % better",
        quoted=False, kind=Kind.TRAINING, subject="Trainium", platforms=own, baseline="none named",
        baselines=(), figure="", percent_low=percent, percent_high=percent, readings=possible,
        pairs=(), beside=(), from_types=(), to_types=(), evidence="typed in", grade="",
        source="typed in", as_of="", comment="",
    )  # fmt: skip


def examine_claim(claim: Claim, scenario: Scenario, prices: Sequence[Price]) -> Examined:
    """A claim held against a scenario at these prices.

    A claim without a percentage, or about inference, has no tests here.
    """
    percents = [p for p in (claim.percent_low, claim.percent_high) if p is not None]
    if claim.kind not in (Kind.TRAINING, Kind.ENERGY) or not percents:
        return Examined(claim, None, None, False, None, False, ())
    platform = _best(claim.platforms, scenario, prices)
    named, types = _baselines(claim, scenario)
    baseline = _best(types, scenario, prices)
    chip = platform.instance.accelerator.id if platform else ""
    tests = [
        _test(reading, percent, platform, baseline, scenario)
        for reading in claim.readings
        for percent in sorted(set(percents))
    ]
    measured = measured_mfu(chip, scenario.task)
    unlike = False
    if measured is not None and platform is not None and platform.plan is not None:
        unlike = scenario.workload().architecture.experts > 0 and not measured.mixtures
    return Examined(claim, platform, baseline, named, measured, unlike, tuple(tests))


def _family(name: str) -> Family:
    return instances()[name].accelerator.family


def _baselines(claim: Claim, scenario: Scenario) -> tuple[bool, tuple[str, ...]]:
    if scenario.claim_against != CHEAPEST:
        chip = scenario.claim_against
        own = (i for i in instances().values() if i.accelerator.id == chip and i.provider == "aws")
        return True, tuple(i.instance_type for i in own)
    if claim.baselines:
        return True, claim.baselines
    return False, tuple(n for n in scenario.platforms if _family(n) is Family.NVIDIA)


def _best(
    types: Sequence[str], scenario: Scenario, prices: Sequence[Price]
) -> PlatformAnswer | None:
    """The platform of these with the lowest cost, one without a cost if none has any."""
    if not types:
        return None
    return compare(scenario.changed(platforms=tuple(types)), prices).platforms[0]


def _test(
    reading: Reading,
    percent: float,
    platform: PlatformAnswer | None,
    baseline: PlatformAnswer | None,
    scenario: Scenario,
) -> Outcome:
    asked = ratio_asked(reading, percent)
    of_money = reading in (Reading.COST, Reading.WORK)
    spend = float(scenario.yearly_usd)
    cost = baseline.cost_usd.median if baseline and baseline.cost_usd else None
    more = more_models(asked) if of_money else None
    actual = mfu = discount = chance = None
    reason = _unknown(reading, platform, baseline, scenario)
    if not reason:
        assert platform is not None
        assert baseline is not None
        assert platform.plan is not None
        left, right = (_needs(reading, answer, scenario) for answer in (platform, baseline))
        assert left is not None
        assert right is not None
        actual = ratio(left, right)
        chance = probability_less(left, right.scaled(asked))
        expected = platform.plan.step.mfu
        median = needed_mfu(expected, left.median, right.median, asked)
        mfu = LogNormal(median, right.log_sigma)
        discount = 1 - asked / actual.median if of_money else None
    return Outcome(
        reading=reading,
        percent=percent,
        ratio=asked,
        saved_usd=spend * (1 - asked) if of_money else None,
        more_models=more,
        more_models_a_year=spend / cost * more if cost and more is not None else None,
        actual=actual,
        needed_mfu=mfu,
        needed_discount=discount,
        probability=chance,
        holds=Holds.UNKNOWN if chance is None else in_a_word(chance),
        reason=reason,
    )


def in_a_word(probability: float) -> Holds:
    """Whether something of this probability, as it is shown in whole per cent, holds."""
    shown = round(probability, 2)
    return next((word for bound, word in _BOUNDS if shown >= bound), Holds.NO)


def _needs(reading: Reading, answer: PlatformAnswer, scenario: Scenario) -> LogNormal | None:
    """What the run needs of what a reading counts."""
    plan = answer.plan
    if reading in (Reading.COST, Reading.WORK):
        return answer.cost_usd
    if plan is None:
        return None
    if reading is Reading.SPEED:
        # Instance-seconds a token.
        rate = plan.tokens_per_second / plan.instances
        return LogNormal(1 / rate, plan.days.log_sigma)
    # Electricity needs no price.
    hours = plan.days.median * HOURS_PER_DAY
    energy = run_energy(answer.instance.accelerator, plan.accelerators, hours, scenario.region)
    if energy is None:
        return None
    return LogNormal(energy.kwh, math.hypot(energy.log_sigma, plan.days.log_sigma))


def _unknown(
    reading: Reading,
    platform: PlatformAnswer | None,
    baseline: PlatformAnswer | None,
    scenario: Scenario,
) -> str:
    """Why a reading cannot be held against the scenario; empty where it can."""
    if platform is None:
        return "no Trainium platform is chosen"
    if baseline is None:
        return "no NVIDIA platform is chosen to hold it against"
    for answer in (platform, baseline):
        name = f"{answer.instance.accelerator.name} ({answer.instance.instance_type})"
        if answer.plan is None:
            reason = f"{answer.reason[:1].lower()}{answer.reason[1:]}".rstrip(".")
            return f"{name} cannot run this scenario: {reason}"
        if _needs(reading, answer, scenario) is None:
            if reading is Reading.ENERGY:
                return f"no power is known of {answer.instance.accelerator.name}"
            return f"{name}: {answer.reason[:1].lower()}{answer.reason[1:]}"
    return ""
