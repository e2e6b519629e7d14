"""Runs whose clock counts start-up, evaluation or saving besides the steps."""

from __future__ import annotations

from collections import Counter

import pytest

from model.calibrated import calibration
from model.calibration.dataset import read_runs
from model.data_files import rows
from model.step.resolve import resolve
from model.validation.complete import run_context
from model.validation.published_run import read_run

ROWS = {r["id"]: r for r in rows("training_runs.csv")}
LORA = ROWS["dgxc-0530"]


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("train_samples_per_second incl. eval/save overhead", True),
        ("wall clock, including evaluation every 10 steps", True),
        ("including checkpoint saves", True),
        ("includes start-up in the 59 min average", True),
        ("time may include start-up", False),
        ("TFLOP/s including checkpointing", False),
        ("train_step_time (excludes eval)", False),
        ("evaluation excluded", False),
        ("optimizer step incl. CPU Adam", False),
        ("", False),
    ],
)
def test_words_tell_what_the_clock_counts(notes: str, expected: bool) -> None:
    assert read_run({**LORA, "notes": notes}).beyond_steps is expected


def test_what_evaluation_takes_is_not_put_down_to_the_program() -> None:
    said, silent = (read_run({**LORA, "notes": notes}) for notes in (LORA["notes"], ""))
    fitted = calibration().parameters
    with_it = resolve(fitted, run_context(said))
    without = resolve(fitted, run_context(silent))
    assert with_it.slowness > 1.2 * without.slowness


def test_few_published_runs_count_it() -> None:
    counted = Counter(run.source for run in read_runs() if run.beyond_steps)
    assert counted == {
        "NVIDIA DGX Cloud Benchmarking recipes v24.11.1": 7,
        "ParallelCluster samples: GPT-3 23B log": 1,
    }
