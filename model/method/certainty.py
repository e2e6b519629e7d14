"""Sections on how sure the figures are: calibration, ranges, the user's own logs."""

from __future__ import annotations

import math

import numpy as np

from model.anchor import updated
from model.calibrated import calibration
from model.calibration.dataset import PUBLISHER_POWER
from model.comparison.verdict import weigh
from model.evidence.shares import uncertainty
from model.method.section import Example, Section, Symbol
from model.run_log.measure import measure
from model.run_log.steady import steady
from model.search.anchored import anchored
from model.search.evidence import level
from model.step.resolve import resolve
from model.uncertainty import LogNormal, probability_less
from model.validation.held_out import held_out_runs, transfer_log_sigma
from model.validation.left_out import LeftOut
from model.validation.prediction import Z80


def _levels() -> Example:
    levels = calibration().levels
    sigma = levels["covered"].log_sigma
    alike = {name for name, found in levels.items() if found.log_sigma == sigma}
    errors: list[float] = []
    for left_out in (LeftOut.SOURCE, LeftOut.GROUP, LeftOut.OUTSIDE):
        runs = held_out_runs(left_out)
        chosen = [run for run in runs if run.evidence in alike and run.published_as == "benchmark"]
        errors += [abs(math.log(run.measured / run.predicted)) for run in chosen]
    within = float(np.quantile(errors, 0.8, method="inverted_cdf"))
    return Example(
        f"Runs with many like them and what is as certain: {len(errors):,} predictions of unseen "
        f"benchmarks, of which four of five are within {math.exp(within) - 1:.1%}",
        within / Z80, sigma, "ln", tolerance=5e-3,
    )  # fmt: skip


CALIBRATION = Section(
    title="Calibration",
    text=(
        "The coefficients above are fitted to published runs by robust least squares on the "
        "logarithm of step time. Each starts from a prior with a source and deviates by chip "
        "generation, chip, precision, stack and year as far as runs insist; where no run says "
        "anything, the value of the level above stays. Rates go through the logistic function and "
        "times through the exponential, so that they stay possible. Every range comes from "
        "predictions of runs that the fit had not seen (Validation): left out of it in turn, or "
        "kept out of it altogether. Benchmarks set the width of a level; what papers, model cards "
        "and issues report of a run scatters more, and those have a spread of their own beside it. "
        "Levels that come out in the wrong order share one width; a "
        "chip without runs gets the width that whole chip generations left out would have needed."
    ),
    formulas=(
        r"\min_\theta \sum_i \rho\Bigl(\frac{\sqrt{w_i}\,\Delta_i}{0.12}\Bigr)"
        r" + \sum_j \Bigl(\frac{\theta_j - \mu_j}{s_j}\Bigr)^2",
        r"\Delta_i = \ln t_i^{pred} - \ln t_i^{meas}",
        r"\sigma_{level} = \frac{Q_{0.8}\,|\Delta^{unseen}|}{1.2816}",
        r"\sigma_{run}^2 = \sigma_{level}^2 + \sigma_{report}^2",
    ),
    symbols=(
        Symbol("\\rho", "soft L1: squares for small differences, straight lines for large ones"),
        Symbol(
            "w_i",
            f"weight of a run; n near-twins count as n^0.5, n of a publisher as "
            f"n^{1 - PUBLISHER_POWER:g}",
        ),
        Symbol("\\theta_j, \\mu_j, s_j", "a parameter, its prior and the prior's spread"),
        Symbol("\\sigma_{level}", "spread of a prediction by what stands behind it", "ln"),
        Symbol("\\sigma_{run}", "spread of a published run's prediction", "ln"),
        Symbol("\\sigma_{report}", "what a run adds that is no benchmark; 0 for one", "ln"),
        Symbol("Q_{0.8}", "the value that four of five do not exceed"),
    ),
    papers=(
        "Gelman et al., Bayesian Data Analysis, third edition, 5 (partial pooling)",
        "Vovk et al. 2005 (split conformal prediction)",
    ),
    code=(
        "model.calibration.fit.fit",
        resolve,
        "model.calibration.crossvalidate.held_out",
        "model.calibration.store.evidence_levels",
        "model.calibration.store.report_log_sigma",
        level,
    ),
    example=_levels,
)


def _range() -> Example:
    sigma = calibration().levels["unmeasured"].log_sigma
    return Example(
        f"Upper end of the 80 % range of a cost of 1 with a spread of {sigma:.3f}",
        math.exp(1.2815515655446004 * sigma), LogNormal(1.0, sigma).interval().high, "times",
        tolerance=1e-6,
    )  # fmt: skip


RANGES = Section(
    title="Ranges and probability",
    text=(
        "A prediction errs by a factor, so throughput, days and cost are log-normal. A searched "
        "layout is one that nobody has run: published recipes stay behind it by a measured factor, "
        "ordinary teams by another, and both add their spread: that of ordinary teams is no less "
        "than what reports of runs show beside benchmarks. A tuned recipe is taken to be as "
        "predictable as a benchmark. "
        "The two families' errors are taken as independent. Evidence adds what prices and failures "
        "may do, one input at a time."
    ),
    formulas=(
        r"C_{10\%},\,C_{90\%} = C\,e^{\mp 1.2816\,\sigma}",
        r"\sigma^2 = \sigma_{level}^2 + \sigma_{practice}^2",
        r"\Pr(C_T < C_N) = \Phi\Bigl(\frac{\ln C_N - \ln C_T}{\sqrt{\sigma_T^2+\sigma_N^2}}\Bigr)",
    ),
    symbols=(
        Symbol("C", "median cost", "USD"),
        Symbol("\\sigma", "spread of its logarithm"),
        Symbol("\\Phi", "the normal distribution function"),
    ),
    papers=("JCGM 100:2008 (GUM), 5.1, for the shares on Evidence",),
    code=(
        LogNormal,
        probability_less,
        weigh,
        "model.calibration.layout_gap.layout_gap",
        uncertainty,
    ),
    example=_range,
)


def _log() -> Example:
    prior, sigma, measured, noise = math.log(0.9), 0.29, math.log(0.75), transfer_log_sigma()
    weight = (1 / noise**2) / (1 / noise**2 + 1 / sigma**2)
    by_hand = math.exp((1 - weight) * prior + weight * measured)
    return Example(
        f"Expected at 0.90 of the best layout on paper with a spread of {sigma}, measured at 0.75 "
        f"with {noise:.3f}",
        by_hand, math.exp(updated(prior, sigma, measured, noise)[0]), "of the best layout",
    )  # fmt: skip


OWN_LOGS = Section(
    title="Your own logs",
    text=(
        "The steady part of a log, without warm-up and steps that stand out, gives a median and "
        "its spread. What a ratio of measured to predicted throughput tells of the next run comes "
        "from published runs of one publisher on one chip. Both together update the expected "
        "efficiency of that platform; a measurement can only narrow its range. The link carries "
        "the ratio and its spread, never the log."
    ),
    formulas=(
        r"\mu' = \mu + \frac{\sigma^2}{\sigma^2 + \sigma_m^2}\,(x - \mu)",
        r"\frac{1}{\sigma'^2} = \frac{1}{\sigma^2} + \frac{1}{\sigma_m^2}",
        r"\sigma_m^2 = \frac{\pi}{2}\,\frac{\sigma_{step}^2}{n} + \sigma_{transfer}^2",
    ),
    symbols=(
        Symbol("\\mu,\\ \\sigma", "expected logarithm of the efficiency, and its spread"),
        Symbol("x", "its measured value"),
        Symbol("\\sigma_{step},\\ n", "scatter of a step, steps used"),
        Symbol("\\sigma_{transfer}", "what carries over to another run"),
    ),
    papers=("Gelman et al., Bayesian Data Analysis, third edition, 2.5",),
    code=(updated, anchored, measure, steady, transfer_log_sigma),
    example=_log,
)

SECTIONS = (CALIBRATION, RANGES, OWN_LOGS)
