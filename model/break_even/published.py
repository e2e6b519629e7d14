"""The MFU that published runs reached on a chip, counted as the model counts it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from model.architecture import flops_per_token
from model.data_files import rows
from model.validation.cells import Row, number, text
from model.validation.published_run import read_run
from model.validation.read_accelerator import read_accelerator
from model.workload import Task

ADAPTERS = (Task.LORA, Task.QLORA)


@dataclass(frozen=True, slots=True)
class PublishedRun:
    """One published run.

    Attributes:
        id: identifier in `training_runs.csv`.
        model: the model as its source calls it.
        accelerators: chips.
        mfu: model FLOP/s over the dense peak; masked attention is not counted.
        mfu_printed: as its source prints it; None if it prints none. Most sources count attention
            in full, which gives more.
        mixture: whether it is a mixture of experts.
        source: where it is published.
        date: date of the source.
    """

    id: str
    model: str
    accelerators: int
    mfu: float
    mfu_printed: float | None
    mixture: bool
    source: str
    date: str


@lru_cache(maxsize=64)
def published_runs(chip: str, task: Task) -> tuple[PublishedRun, ...]:
    """Published runs on a chip that train what the task trains, by MFU, the lowest first.

    Args:
        chip: id of the accelerator.
        task: pre-training and full fine-tuning count as one kind, adapters as the other.
    """
    found = [_run(row) for row in rows("training_runs.csv") if _is(row, chip, task)]
    return tuple(sorted((run for run in found if run is not None), key=lambda run: run.mfu))


def _is(row: Row, chip: str, task: Task) -> bool:
    try:
        same = read_accelerator(row).id == chip
    except ValueError:
        return False
    return same and (text(row, "task") in ADAPTERS) == (task in ADAPTERS)


def _run(row: Row) -> PublishedRun | None:
    try:
        run = read_run(row)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    work = run.workload
    peak = run.accelerator.peak_flops(work.precision)
    if run.tokens_per_s is None or peak is None:
        return None
    flops = flops_per_token(work.architecture, work.seq_len, work.task in ADAPTERS).total
    printed = number(row, "mfu_reported")
    return PublishedRun(
        id=run.id,
        model=run.model,
        accelerators=run.accelerators,
        mfu=run.tokens_per_s * flops / peak,
        # Some sources print a share, others percent.
        mfu_printed=printed / 100 if printed is not None and printed > 1.5 else printed,
        mixture=work.architecture.experts > 0,
        source=run.source,
        date=text(row, "date"),
    )
