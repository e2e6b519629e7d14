"""The fitted parameters and their residuals, from `model/data/calibration.json`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from model.data_files import DATA


@dataclass(frozen=True, slots=True)
class EvidenceLevel:
    """How far predictions of unseen benchmarks of one evidence level were off.

    Attributes:
        id: `covered`, `thin`, `single`, `finetuned`, `routed`, `scarce` or `unmeasured`.
        text: what the level means, in words.
        log_sigma: standard deviation of ln(actual / predicted throughput).
        runs: predictions behind it; a run counts for each way in which it was left out.
    """

    id: str
    text: str
    log_sigma: float
    runs: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """One fit of the coefficients.

    Attributes:
        parameters: fitted parameters by name, in link space.
        fitted_on: date of the fit.
        as_of: date of the youngest run it was fitted on.
        rows_sha256: hash of the tables of runs, those of the fit and those kept out of it.
        runs: runs it was fitted on.
        levels: evidence levels by id.
        coverage: runs per kind of run, as `model.search.evidence` names them.
        layout_gap: step time of a published recipe relative to the layout a search finds best.
        layout_gap_log_sigma: spread of that factor [ln].
        ordinary_slowdown: step time of an ordinary team relative to a tuned recipe.
        ordinary_log_sigma: spread of that slowdown [ln].
        report_log_sigma: what a run that is no benchmark adds to the spread of its level [ln].
    """

    parameters: Mapping[str, float]
    fitted_on: str
    as_of: str
    rows_sha256: str
    runs: int
    levels: Mapping[str, EvidenceLevel]
    coverage: Mapping[str, int]
    layout_gap: float
    layout_gap_log_sigma: float
    ordinary_slowdown: float
    ordinary_log_sigma: float
    report_log_sigma: float

    def log_sigma(self, evidence: str, benchmark: bool) -> float:
        """Standard deviation of ln(actual / predicted throughput) of a published run.

        Args:
            evidence: its level.
            benchmark: its source publishes benchmarks; others leave more unsaid.
        """
        own = 0.0 if benchmark else self.report_log_sigma
        return math.hypot(self.levels[evidence].log_sigma, own)


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """The calibration that ships with the model."""
    stored = json.loads((DATA / "calibration.json").read_text(encoding="utf-8"))
    levels = {key: EvidenceLevel(id=key, **value) for key, value in stored["levels"].items()}
    return Calibration(
        parameters=MappingProxyType(stored["parameters"]),
        fitted_on=stored["fitted_on"],
        as_of=stored["as_of"],
        rows_sha256=stored["rows_sha256"],
        runs=stored["runs"],
        levels=MappingProxyType(levels),
        coverage=MappingProxyType(stored["coverage"]),
        layout_gap=stored["layout_gap"],
        layout_gap_log_sigma=stored["layout_gap_log_sigma"],
        ordinary_slowdown=stored["ordinary_slowdown"],
        ordinary_log_sigma=stored["ordinary_log_sigma"],
        report_log_sigma=stored["report_log_sigma"],
    )
