"""How many micro-batches a published run fed its pipeline."""

from __future__ import annotations

import pytest

from model.calibrated import calibration
from model.data_files import rows
from model.step.schedule import micro_batches
from model.validation.complete import complete
from model.validation.published_run import read_run

# Tensor 8, pipeline 4 and interleaved, 64 ranks: 2 replicas of 32 sequences each.
ROW = next(r for r in rows("training_runs.csv") if r["id"] == "dgxc-0596") | {
    "n_accelerators": "64", "global_batch_seqs": "64", "tensor_parallel": "8",
    "pipeline_parallel": "4", "virtual_pipeline": "2", "data_parallel": "2",
}  # fmt: skip


def fed(**cells: str) -> float:
    found = complete(read_run({**ROW, **cells}), calibration().parameters)
    return float(micro_batches(found.problem))


@pytest.mark.parametrize(("micro_batch", "count"), [("1", 32), ("2", 16), ("8", 4)])
def test_a_micro_batch_that_fills_the_pipeline_is_taken_as_told(
    micro_batch: str, count: int
) -> None:
    assert fed(micro_batch=micro_batch) == count


@pytest.mark.parametrize("of_rank", ["16", "32"])
def test_the_batch_of_a_rank_is_cut_into_a_micro_batch_a_stage(of_rank: str) -> None:
    assert fed(micro_batch=of_rank) == 4


def test_memory_does_not_forbid_an_interleaving_that_a_source_does_not_tell() -> None:
    # 405B on 16 stages: 32 micro-batches, so a plain pipeline would idle a third of the time.
    row = next(r for r in rows("training_runs.csv") if r["id"] == "llama3-001")
    found = complete(read_run(row), calibration().parameters)
    assert float(found.problem.virtual) > 1
    assert found.fits
    told = complete(read_run({**row, "virtual_pipeline": "4"}), calibration().parameters)
    assert float(told.problem.virtual) == 4
    assert not told.fits


def test_without_a_pipeline_the_batch_of_a_rank_is_its_micro_batch() -> None:
    assert fed(micro_batch="4", pipeline_parallel="1", virtual_pipeline="", data_parallel="8") == 2


def test_early_torchtitan_fed_a_micro_batch_a_stage() -> None:
    # pytorch/torchtitan pull requests 781 and 1073; later, micro-batches of one sequence.
    titan = {"framework": "torchtitan", "micro_batch": ""}
    assert fed(**titan, date="2024-12") == 4
    assert fed(**titan, date="2025-12") > 4


@pytest.mark.parametrize(
    ("words", "stages"),
    [
        ("1F1B; float8", 1),
        ("Interleaved 1F1B; float8", 2),
        ("Interleaved1F1B", 2),
        ("interleaved_1f1b", 2),
        ("1F1B interleaved schedule", 2),
        ("non-interleaved 1F1B", 1),
        ("older software (no interleaving)", 1),
        ("DeepEP + 1f1b EP overlap", None),
        ("1F1B expert overlap", None),
        ("not 1F1B", None),
        ("", None),
    ],
)
def test_the_name_of_the_schedule_tells_how_often_a_pipeline_is_interleaved(
    words: str, stages: int | None
) -> None:
    run = read_run({**ROW, "virtual_pipeline": "", "notes": words})
    assert run.layout.virtual_pipeline == stages


def test_a_stated_degree_of_interleaving_goes_before_the_name_of_the_schedule() -> None:
    assert read_run({**ROW, "notes": "Interleaved 1F1B"}).layout.virtual_pipeline == 2
    assert read_run({**ROW, "virtual_pipeline": "5", "notes": "1F1B"}).layout.virtual_pipeline == 5
