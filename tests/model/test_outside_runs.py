"""Published runs that no fit has seen: what the table holds, and how far off they are."""

from __future__ import annotations

import math

import pytest

from model.calibration.dataset import read_runs
from model.calibration.held_out import constant_mfu
from model.data_files import rows
from model.validation.held_out import held_out_runs, publishers_of
from model.validation.left_out import LeftOut
from model.validation.prediction import predict_rows
from model.validation.publisher import publishers

FITTED, OUTSIDE = rows("training_runs.csv"), rows("outside_runs.csv")
SETTING = (
    "accelerator", "n_accelerators", "precision", "seq_len", "layers", "hidden", "task",
    "tensor_parallel", "pipeline_parallel",
)  # fmt: skip


def setting(row: dict[str, str]) -> tuple[str, ...]:
    """What a run was, numbers written alike."""
    return tuple(row[k].removesuffix(".0").lower() for k in SETTING)


def test_no_outside_run_is_in_the_table_of_the_fit() -> None:
    known: dict[tuple[str, ...], list[float]] = {}
    for row in FITTED:
        known.setdefault(setting(row), []).append(float(row["tokens_per_s_per_accel"]))
    assert {row["id"] for row in FITTED}.isdisjoint(row["id"] for row in OUTSIDE)
    for row in OUTSIDE:
        rate = float(row["tokens_per_s_per_accel"])
        same = [r for r in known.get(setting(row), []) if abs(math.log(r / rate)) < 0.005]
        assert not same, f"{row['id']}: a fitted run of the same setting measured {same[0]:g}"


def test_outside_runs_are_of_many_publishers_chips_and_kinds() -> None:
    runs = held_out_runs(LeftOut.OUTSIDE)
    assert len(runs) >= 70
    assert len({r.publisher for r in runs}) >= 12
    assert {"a100-80", "h100", "h200", "b200", "b300", "gb300", "gh200", "trainium1"} <= {
        r.chip for r in runs
    }
    assert {"pretrain", "sft", "lora"} <= {r.task for r in runs}


@pytest.mark.parametrize("left_out", LeftOut)
def test_every_publisher_to_choose_from_has_a_run_to_show(left_out: LeftOut) -> None:
    shown = {publishers()[key] for key in publishers_of(left_out)}
    assert shown == {run.publisher for run in held_out_runs(left_out)}


def test_every_outside_run_is_predicted() -> None:
    assert len(held_out_runs(LeftOut.OUTSIDE)) >= 0.97 * len(OUTSIDE)


def test_stored_predictions_are_those_of_the_model_that_ships() -> None:
    stored = {r.id: r for r in held_out_runs(LeftOut.OUTSIDE)}
    predictions, _ = predict_rows(OUTSIDE[::4])
    for found in predictions:
        assert found.predicted == pytest.approx(stored[found.id].predicted, rel=2e-3), (
            f"{found.id}: run `make calibrate` and commit calibration.json and outside.csv"
        )


def test_the_constant_of_an_outside_run_comes_from_the_fitted_ones() -> None:
    apart = read_runs(OUTSIDE[:3])
    fitted = read_runs(FITTED)
    names = {run.id for run in apart}
    expected = constant_mfu([*apart, *fitted], lambda run: run.id in names)[:3]
    stored = {r.id: r for r in held_out_runs(LeftOut.OUTSIDE)}
    for run, mfu in zip(apart, expected, strict=True):
        found = stored[run.id]
        ratio = found.constant / found.measured
        assert ratio == pytest.approx(mfu / found.measured_mfu, rel=1e-3)
