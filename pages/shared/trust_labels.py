"""What people read on Validation, Evidence, Method and Your runs for ids and terms."""

from __future__ import annotations

import math

from model.calibrated import calibration
from model.scenario.validation_inputs import RunsBy
from model.validation.left_out import LeftOut
from model.validation.prediction import Z80

FIND_HELP = "Words of a model, chip, source, precision or row number; a run has to have them all."
LEFT_OUT = {
    LeftOut.SOURCE: "Its publisher (large ones model by model)",
    LeftOut.PUBLISHER: "Its whole publisher",
    LeftOut.GROUP: "Runs like it (model, chip, number, precision)",
    LeftOut.OUTSIDE: "Nothing: other runs, in no fit",
}
LEFT_OUT_HELP = (
    "A run is always predicted by coefficients that were fitted without it, and without these. "
    "A few publishers alone measured many kinds of run, so the first leaves those out one model at "
    "a time; publishers of few runs are left out several together. The last shows runs that were "
    "collected without sight of what the model says of them: no coefficient was fitted to them. "
    "All but the second together set the width of the ranges, a publisher's many runs counting "
    "less; what a report adds to it comes from the first and the last."
)
RUNS_BY = {
    RunsBy.CHIP: "Chip",
    RunsBy.PUBLISHER: "Source",
    RunsBy.PRECISION: "Precision",
    RunsBy.TASK: "Task",
    RunsBy.EVIDENCE: "Evidence",
    RunsBy.PUBLISHED_AS: "Published as",
}
PUBLISHED_AS = {"benchmark": "A benchmark", "report": "A report of a run"}
EVIDENCE = {
    "covered": "Many runs",
    "thin": "Few runs",
    "single": "One publisher",
    "finetuned": "Fine-tuning",
    "routed": "Mixture of experts",
    "scarce": "Hardly any",
    "unmeasured": "None",
}
ERROR_KEY = (
    "Error: predicted tokens per second over measured, less one, without its sign. A fixed MFU: "
    "what a calculator with one constant per chip and precision gets on the same runs, its "
    "constant being the median of the runs that were not left out. MFU: the share of the chips' "
    "dense peak that the model's own arithmetic gets."
)
PEERS_NOTE = (
    "Mean error of tools that predict training throughput, on the runs that each of them can run, "
    "without tuning to any of them. The runs are not the ones above, so compare each tool with the "
    "fixed MFU on its own runs: a tool that does not beat that adds nothing."
)
WHOLE_RUNS_KEY = (
    "Accelerator hours of the whole training. Predicted: the steps, and what failures, restarts "
    "and evaluation add by the defaults of a run; the layout is the fastest that agrees with what "
    "is reported. A number of accelerators that nobody published is taken as what needs about a "
    "month. Authors count differently: some the run that succeeded, others all that was tried."
)
VALIDATION_HOW = (
    "Every run here was published by somebody else. Its prediction comes from coefficients fitted "
    "on the other runs only, or the run is in no fit at all, so this is how far off the model is "
    "on a run it has not seen, not how well it can be made to fit. Where a source does not give "
    "the layout, the fastest one that agrees with what it gives is taken. The 80 % range of a "
    "prediction is as wide as predictions of unseen benchmarks with as much behind them were off. "
    "Papers, model cards and issues report a run and leave more unsaid: predictions of those are "
    "off by more, so their ranges are wider. A source whose name speaks of benchmarks, "
    "performance, throughput or recipes counts as a benchmark. "
    "`make calibrate` fits everything again."
)
SHARES_KEY = (
    "Each input is moved between the ends of its 80 % range while the others stay; the squares of "
    "how far the answer moves are shared out. The answer is the cost of the cheapest Trainium "
    "platform over that of the cheapest NVIDIA one, or the only cost there is. Porting is on "
    "Break-even."
)
CLASS_KEY = (
    "Class: measured, somebody ran it; vendor, the maker or seller says so; assumed, nobody "
    "published it; yours, you gave it. What the errors of chips and instances do is part of the "
    "efficiency, since that was compared with runs on them. A dash: the answer does not depend on "
    "it, because another platform of the family is cheaper."
)


def widths() -> list[tuple[str, float, float]]:
    """Evidence levels in words, each with the upper half of its 80 % range as a share.

    That of a benchmark first, then that of a report.
    """
    fit = calibration()

    def upper(level: str, benchmark: bool) -> float:
        return math.exp(Z80 * fit.log_sigma(level, benchmark)) - 1

    return [
        (f"{EVIDENCE[level].lower()} of this kind", upper(level, True), upper(level, False))
        for level in fit.levels
    ]
