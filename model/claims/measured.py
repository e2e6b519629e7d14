"""What public runs reached on a chip."""

from __future__ import annotations

from dataclasses import dataclass

from model.break_even.published import published_runs
from model.workload import Task


@dataclass(frozen=True, slots=True)
class MeasuredMfu:
    """MFU of the published runs on a chip, each counted as this model counts it.

    Attributes:
        low: of the slowest run.
        high: of the fastest run.
        runs: how many there are.
        models: the models of the runs, each once.
        mixtures: whether any of them is a mixture of experts.
        printed: the same span as the sources print it, where each prints one; most count attention
            in full, masked or not, which gives more.
    """

    low: float
    high: float
    runs: int
    models: tuple[str, ...]
    mixtures: bool
    printed: tuple[float, float] | None


def measured_mfu(chip: str, task: Task) -> MeasuredMfu | None:
    """The span of published runs on a chip that train what a task trains; None if there are none.

    Args:
        chip: id of the accelerator.
        task: pre-training and full fine-tuning count as one kind, adapters as the other.
    """
    found = published_runs(chip, task)
    if not found:
        return None
    said = [run.mfu_printed for run in found if run.mfu_printed is not None]
    printed = (min(said), max(said)) if len(said) == len(found) else None
    return MeasuredMfu(
        low=found[0].mfu,
        high=found[-1].mfu,
        runs=len(found),
        models=tuple(dict.fromkeys(run.model for run in found)),
        mixtures=any(run.mixture for run in found),
        printed=printed,
    )
