"""How far predictions were off on published runs: all of them, or those somebody asks for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.price import Price
from model.scenario import Scenario
from model.scenario.validation_inputs import ALL, RunsBy
from model.validation.held_out import HeldOutRun, held_out_runs
from model.validation.publisher import publishers
from model.validation.summary import ErrorSummary, summarise
from model.wording import percent

WORST = 12
# Below so many runs a share of them says nothing.
FEW = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Errors of the runs of one chip, publisher and so on.

    Attributes:
        name: what they have in common.
        model: errors of this model's held-out predictions.
        constant: errors of one MFU a chip and precision on the same runs, held out alike.
    """

    name: str
    model: ErrorSummary
    constant: ErrorSummary


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """Predicted against measured for the runs that the filters let through.

    Attributes:
        headline: the answer in a few words.
        detail: the same with figures.
        runs: the runs.
        band: factor around the prediction that holds 80 % of the measurements; 1 without runs.
        total: errors of all of them; None without runs.
        groups: errors by what the scenario asks for, the most runs first.
        worst: the runs that were missed by most.
    """

    headline: str
    detail: str
    runs: tuple[HeldOutRun, ...]
    band: float
    total: Group | None
    groups: tuple[Group, ...]
    worst: tuple[HeldOutRun, ...]


def track_record(scenario: Scenario, prices: Sequence[Price] = ()) -> TrackRecord:
    """Errors of the held-out predictions of the runs that a scenario's filters let through.

    Args:
        scenario: carries the filters.
        prices: not used; all answers of a scenario take them.
    """
    runs = tuple(r for r in held_out_runs(scenario.runs_left_out) if _wanted(r, scenario))
    if not runs:
        return TrackRecord(
            "No published run matches",
            "Take a filter back, or search for another word.",
            (), 1.0, None, (), (),
        )  # fmt: skip
    total = _group("All of these runs", runs)
    off = np.abs([math.log(r.predicted / r.measured) for r in runs])
    worst = sorted(runs, key=lambda r: -abs(math.log(r.predicted / r.measured)))[:WORST]
    headline, detail = _words(total, len(runs))
    band = math.exp(float(np.quantile(off, 0.8)))
    groups = _groups(runs, scenario.runs_by)
    return TrackRecord(headline, detail, runs, band, total, groups, tuple(worst))


def _wanted(run: HeldOutRun, scenario: Scenario) -> bool:
    chosen = (
        (scenario.runs_chip, run.chip),
        (publishers().get(scenario.runs_publisher, ALL), run.publisher),
        (scenario.runs_precision, run.precision),
        (scenario.runs_task, run.task),
    )
    if any(wanted not in (ALL, value) for wanted, value in chosen):
        return False
    text = f"{run.id} {run.model} {run.chip} {run.source} {run.precision} {run.task}".lower()
    return all(word in text for word in scenario.runs_find.lower().split())


def _groups(runs: Sequence[HeldOutRun], by: RunsBy) -> tuple[Group, ...]:
    found: dict[str, list[HeldOutRun]] = {}
    for run in runs:
        found.setdefault(str(getattr(run, by)), []).append(run)
    groups = [_group(name, chosen) for name, chosen in found.items()]
    return tuple(sorted(groups, key=lambda g: (-g.model.n, g.name)))


def _group(name: str, runs: Sequence[HeldOutRun]) -> Group:
    measured = [r.measured for r in runs]
    low, high = [r.low for r in runs], [r.high for r in runs]
    constant = [r.constant for r in runs]
    return Group(
        name,
        summarise([r.predicted for r in runs], measured, low, high),
        summarise(constant, measured, constant, constant),
    )


def _words(total: Group, runs: int) -> tuple[str, str]:
    ours, constant = total.model, total.constant
    if runs < FEW:
        headline = f"Off by {percent(ours.median)} on {runs} published run{'s' * (runs > 1)}"
        return headline, "So few runs say little about the next one."
    headline = f"Half of the predictions are within {percent(ours.median)} of what was measured"
    inside, nine = percent(ours.coverage), percent(ours.p90)
    return headline, (
        f"On {runs:,} published runs, each predicted by a fit that had not seen it: nine of ten "
        f"are within {nine}, and {inside} of the measurements lie in their 80 % range. "
        f"One fixed MFU per chip and precision is off by {percent(constant.median)} in the median "
        f"on the same runs."
    )
