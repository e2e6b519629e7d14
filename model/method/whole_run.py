"""Sections on the whole run: failures, days, dollars."""

from __future__ import annotations

import math

from model.comparison.cost import run_cost
from model.goodput import goodput
from model.method.section import Example, Section, Symbol
from model.method.setting import INSTANCE, WORKLOAD
from model.run import RunPlan, run_on
from model.run_defaults import run_defaults


def _plan() -> RunPlan:
    plan = run_on(WORKLOAD, INSTANCE, 10**12, 8)
    assert isinstance(plan, RunPlan)
    return plan


def _goodput() -> Example:
    chips, write, restart = 16_384, 60.0, run_defaults()["restart_hours"].value
    rate = run_defaults()["failures_per_accelerator_hour"].value
    mean = 1 / (chips * rate)
    interval = math.sqrt(2 * mean * write / 3600)
    by_hand = (1 - (restart + interval / 2) / mean) / (1 + write / 3600 / interval)
    return Example(
        f"{chips:,} chips that each fail {rate * 1e6:.0f} times in a million hours, checkpoints "
        f"that take {write:.0f} s, restarts of {restart * 60:.0f} min",
        by_hand * 100, goodput(chips, write, rate, restart).fraction * 100, "% of the time trains",
    )  # fmt: skip


GOODPUT = Section(
    title="Failures and goodput",
    text=(
        "All chips are needed at once, so the job fails as often as all of them together. "
        "Checkpoints are written at the interval that loses least; after a failure, half an "
        "interval is repeated and a restart is waited for. Where failures come faster than "
        "restarts, an exponential keeps the share above zero."
    ),
    formulas=(
        r"M = \frac{1}{n\,\lambda},\qquad \Delta = \sqrt{2\,M\,w}",
        r"g = \frac{1 - (u + \Delta/2)/M}{1 + w/\Delta}",
    ),
    symbols=(
        Symbol("M", "mean time between failures of the job", "h"),
        Symbol("n,\\ \\lambda", "chips, and failures of one", "1/h"),
        Symbol("w", "time that a checkpoint stops training", "h"),
        Symbol("\\Delta", "checkpoint interval", "h"),
        Symbol("u", "restart after a failure", "h"),
        Symbol("g", "goodput: share of the time that trains"),
    ),
    papers=(
        "Young 1974; Daly 2006",
        "Kokolis et al. 2024 (arXiv 2410.21680)",
    ),
    code=(goodput,),
    example=_goodput,
)


def _days() -> Example:
    plan, evaluation = _plan(), run_defaults()["evaluation_share"].value
    rate = WORKLOAD.tokens_per_step / plan.step.step_seconds
    by_hand = 1e12 / rate * (1 + evaluation) / plan.goodput.fraction / 86_400
    return Example(
        f"One trillion tokens for Llama 3.1 8B on 8 p5.48xlarge, steps of "
        f"{plan.step.step_seconds:.2f} s",
        by_hand, plan.days.median, "days",
    )  # fmt: skip


DAYS = Section(
    title="From a step to the run",
    text=(
        "Tokens over the cluster's rate, plus start-up and evaluation, over goodput. With a "
        "deadline, the cluster with the fewest instance-days among those expected to finish in "
        "time is taken; sizes are those that divide batch, layers and heads. Every layout that the "
        "platform's stack supports is computed, and the fastest that fits is taken."
    ),
    formulas=(
        r"D = \frac{T_{all}\;t_{step}}{b\,s}\;\frac{1+\epsilon}{g}\;\frac{1}{86{,}400\ \mathrm{s}}",
    ),
    symbols=(
        Symbol("D", "wall-clock time", "days"),
        Symbol("T_{all}", "training tokens"),
        Symbol("b\\,s", "sequences of a step times their length", "tokens"),
        Symbol("\\epsilon", "start-up and evaluation, as a share"),
        Symbol("g", "goodput"),
    ),
    papers=("MLPerf Training logs v3.0 to v5.0, for start-up and evaluation",),
    code=(run_on,),
    example=_days,
)


def _cost() -> Example:
    plan, usd = _plan(), 41.528
    spares = math.ceil(plan.instances * 5 / 100) / plan.instances
    by_hand = usd * 24 * plan.instances * plan.days.median * (1 + spares) * 1.5
    return Example(
        f"The same run at ${usd} an instance-hour, 5 % spares, 50 % experiments, storage left out",
        by_hand, sum(run_cost(plan, usd, 5, 50).values()), "USD",
    )  # fmt: skip


COST = Section(
    title="Cost",
    text=(
        "Instance-hours times the price of exactly this type, region and purchase option, never "
        "another one's. Spares are whole instances; experiments are a share of the final run; data "
        "and checkpoints are stored at list price. Carbon and energy come from rated power, a "
        "server factor, the mean load and the data centre's PUE."
    ),
    formulas=(r"C = 24\,c\,I\,D\,\Bigl(1 + \frac{\lceil I\,x\rceil}{I}\Bigr)(1 + y) + S\,D",),
    symbols=(
        Symbol("c", "price of an instance", "USD/h"),
        Symbol("I", "instances"),
        Symbol("D", "wall-clock time", "days"),
        Symbol("x,\\ y", "spares and experiments, as shares"),
        Symbol("S", "storage", "USD/day"),
    ),
    papers=("Cottier et al. 2024 (arXiv 2405.21015), for energy",),
    code=(run_cost,),
    example=_cost,
)

SECTIONS = (GOODPUT, DAYS, COST)
