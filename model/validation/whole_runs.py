"""Whole trainings: the accelerator hours their authors report, and those the model predicts."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from model.architecture import presets
from model.data_files import optional_int, rows
from model.run import wall_clock_days
from model.units import HOURS_PER_DAY
from model.validation.prediction import Unpredicted, predict_row
from model.validation.published_run import read_run
from model.wording import listed, percent

# How long a training is taken to last whose number of accelerators is not published. Assumed.
USUAL_DAYS = 30.0


@dataclass(frozen=True, slots=True)
class WholeRun:
    """One training from its first to its last token.

    Attributes:
        id: stable identifier.
        name: what was trained.
        chip: accelerator id.
        accelerators: how many trained it.
        number_published: its authors say how many; else as many as need about a month.
        reported_hours: accelerator hours as reported.
        predicted_hours: accelerator hours as predicted: steps, evaluation, failures, restarts.
        low, high: their 80 % range.
        covers: what the reported hours are of, in words.
        primary: reported by its authors, not by somebody about them.
        also_fitted: its throughput is also among the runs that the model is fitted on.
        source: where it is reported.
        as_of: when that was read.
    """

    id: str
    name: str
    chip: str
    accelerators: int
    number_published: bool
    reported_hours: float
    predicted_hours: float
    low: float
    high: float
    covers: str
    primary: bool
    also_fitted: bool
    source: str
    as_of: str

    @property
    def error(self) -> float:
        """Predicted over reported hours, less one."""
        return self.predicted_hours / self.reported_hours - 1.0

    @property
    def inside(self) -> bool:
        """The reported hours are in the 80 % range."""
        return self.low <= self.reported_hours <= self.high


@cache
def whole_runs() -> tuple[WholeRun, ...]:
    """All trainings of `whole_runs.csv`.

    Raises:
        ValueError: a row cannot be predicted; the text says which and why.
    """
    return tuple(whole_run(row) for row in rows("whole_runs.csv"))


def whole_run(row: Mapping[str, str]) -> WholeRun:
    """A training from its row.

    Raises:
        ValueError: it cannot be predicted; the text says why.
    """
    reported = float(row["accelerator_hours"])
    published = optional_int(row["accelerators"])
    usual = 2 ** round(math.log2(reported / (USUAL_DAYS * HOURS_PER_DAY)))
    asked = _as_published_run(row, published or usual)
    found = predict_row(asked)
    if isinstance(found, Unpredicted):
        raise ValueError(f"{row['id']}: {found.reason}")
    run = read_run(asked)

    def hours(tokens_per_s: float) -> float:
        seconds = float(row["tokens"]) / (tokens_per_s * run.accelerators)
        days = wall_clock_days(run.workload, run.accelerators, seconds)
        return days * HOURS_PER_DAY * run.accelerators

    return WholeRun(
        id=row["id"],
        name=row["name"],
        chip=run.accelerator.id,
        accelerators=run.accelerators,
        number_published=published is not None,
        reported_hours=reported,
        predicted_hours=hours(found.predicted),
        low=hours(found.high),
        high=hours(found.low),
        covers=row["covers"],
        primary=row["evidence"] == "primary",
        also_fitted=row["also_fitted"] == "1",
        source=row["source"],
        as_of=row["retrieved"],
    )


def _as_published_run(row: Mapping[str, str], accelerators: int) -> dict[str, str]:
    """The row in the columns of `training_runs.csv`."""
    a = presets()[row["architecture"]].architecture
    dimensions = {
        "layers": a.layers, "hidden": a.hidden, "ffn_hidden": a.ffn_hidden, "heads": a.heads,
        "kv_heads": a.kv_heads, "vocab": a.vocab, "experts": a.experts or "",
        "experts_topk": a.experts_topk or "",
    }  # fmt: skip
    batch, seq = optional_int(row["batch_tokens"]), int(row["seq_len"])
    return {
        **{key: str(value) for key, value in dimensions.items()},
        **row,
        "task": "pretrain",
        # No training spreads its tokens by force.
        "notes": "natural routing",
        "source": "",
        "n_accelerators": str(accelerators),
        "global_batch_seqs": str(batch // seq) if batch else "",
    }


def in_words(found: Sequence[WholeRun]) -> str:
    """How far off the predictions of some trainings are."""
    median = statistics.median(abs(run.error) for run in found)
    inside = sum(run.inside for run in found)
    known = [run.name for run in found if run.also_fitted]
    fitted = f"; the throughput of {listed(known)} is among the fitted runs" if known else ""
    return (
        f"Half of {len(found)} whole trainings are predicted within {percent(median)} of the "
        f"reported accelerator hours, {inside} of them inside the 80 % range. No coefficient is "
        f"fitted to these hours{fitted}."
    )
