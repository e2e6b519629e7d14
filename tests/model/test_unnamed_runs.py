"""Published runs that leave out their program, their layout, or both."""

from __future__ import annotations

import statistics

import pytest

from model.data_files import rows
from model.hardware import Family
from model.layout import Recompute
from model.validation.prediction import Prediction, predict_row
from model.validation.published_run import read_run

LAYOUT = (
    "micro_batch", "tensor_parallel", "pipeline_parallel", "virtual_pipeline", "context_parallel",
    "expert_parallel", "data_parallel", "sharding", "recompute",
)  # fmt: skip
# Every tenth run: all publishers, chips and programs are among them.
SAMPLE = [row for row in rows("training_runs.csv")[::10] if row["tokens_per_s_per_accel"]]
UNNAMED = {"framework": "", "source": "a report"}
OPEN = dict.fromkeys(LAYOUT, "")


def predictions(**blank: str) -> list[Prediction]:
    found = [predict_row({**row, **blank}) for row in SAMPLE]
    return [p for p in found if isinstance(p, Prediction)]


def median_error(found: list[Prediction]) -> float:
    return statistics.median(abs(p.error) for p in found if p.error is not None)


def test_runs_without_a_layout_are_predicted_about_as_well_as_with_it() -> None:
    assert median_error(predictions(**OPEN)) < 0.12


def test_runs_without_a_name_or_a_layout_are_predicted_within_a_fifth() -> None:
    # The median MFU of the chip errs 24 % on unseen runs.
    found = [p for p in predictions(**OPEN, **UNNAMED) if not p.chip.startswith("trainium")]
    assert median_error(found) < 0.2


def test_a_run_without_a_layout_is_never_well_covered() -> None:
    others = {"thin", "single", "finetuned", "routed", "scarce", "unmeasured"}
    assert {p.evidence for p in predictions(**OPEN)} == others
    assert "covered" in {p.evidence for p in predictions()}


def test_a_run_that_says_how_it_shards_is_not_taken_for_any_program() -> None:
    row = next(r for r in rows("training_runs.csv") if r["id"] == "mosaic-0001")
    said = read_run({**row, **OPEN, **UNNAMED, "sharding": "FSDP"}).stack
    silent = read_run({**row, **OPEN, **UNNAMED}).stack
    assert (said.family, silent.family) == ("fsdp", "unplaced")


def test_an_unnamed_run_on_trainium_is_one_of_neuron() -> None:
    row = next(r for r in rows("training_runs.csv") if r["accelerator"].startswith("Trainium"))
    run = read_run({**row, **OPEN, **UNNAMED})
    assert run.accelerator.family is Family.TRAINIUM
    assert run.stack.family == "neuron"


@pytest.mark.parametrize("cell", ["", "unknown", "unknown (not stated)"])
@pytest.mark.parametrize(
    ("framework", "expected"),
    [
        ("TRL + accelerate", Recompute.FULL),  # as its published fine-tuning scripts do
        ("DeepSpeed ZeRO-3", Recompute.FULL),
        ("torchtitan", Recompute.SELECTIVE),  # its default configuration
        ("own trainer on PyTorch FSDP2", None),  # says nothing: searched
    ],
)
def test_a_run_silent_on_recomputation_does_as_its_program_does_by_default(
    cell: str, framework: str, expected: Recompute | None
) -> None:
    row = next(r for r in rows("training_runs.csv") if r["id"] == "mosaic-0001")
    run = read_run({**row, "framework": framework, "recompute": cell})
    assert run.layout.recompute is expected


def test_a_run_that_says_it_recomputes_nothing_is_believed() -> None:
    row = next(r for r in rows("training_runs.csv") if r["id"] == "mosaic-0001")
    run = read_run({**row, "framework": "TRL + accelerate", "recompute": "none"})
    assert run.layout.recompute is Recompute.NONE
