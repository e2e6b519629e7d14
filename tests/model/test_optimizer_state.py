"""How wide the optimizer's state is, in memory and in time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.calibrated import calibration
from model.data_files import rows
from model.hardware import instances
from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import layout_arrays, problem
from model.step.memory import memory
from model.step.resolve import context, resolve
from model.step.schedule import optimizer_seconds
from model.validation.prediction import Prediction, predict_row
from model.validation.published_run import read_run
from tests.model.factories import layout, workload

FSDP = stacks()["fsdp"]


def state(optimizer_bytes: float) -> tuple[float, float]:
    """Memory [B] and time [s] of the optimizer of Llama 3 8B, unsharded on each of 8 H100."""
    chip, work = instances()["p5.48xlarge"], workload()
    stack = replace(FSDP, optimizer_bytes=optimizer_bytes)
    p = problem(work, cluster_machine(work, chip), stack, layout_arrays(layout()))
    c = resolve(calibration().parameters, context(chip.accelerator, work, stack, 2025.0))
    return float(memory(p).optimizer), float(optimizer_seconds(p, c))


def test_eight_bit_states_take_a_sixth_of_the_memory() -> None:
    assert state(2.0)[0] == pytest.approx(state(12.0)[0] / 6)


def test_narrower_states_are_updated_faster_but_weights_and_gradients_still_move() -> None:
    # 30 bytes a weight: 12 of state read and written, 4 of gradient, 2 of weight.
    assert state(2.0)[1] == pytest.approx(state(12.0)[1] * 10 / 30)


def test_states_in_bf16_explain_what_torchtune_measured() -> None:
    # torchtune README: Llama 3.2 3B on one A100, packed, eager: 60 GiB at the peak.
    row = next(r for r in rows("training_runs.csv") if r["id"] == "tune-1")
    found = predict_row(row)
    assert isinstance(found, Prediction)
    assert found.measured_memory_bytes is not None
    assert found.predicted_memory_bytes == pytest.approx(found.measured_memory_bytes, rel=0.15)


@pytest.mark.parametrize(
    "words",
    [
        "pure half-precision weights and optimizer",
        "--training.dtype=bfloat16, so weights and optimizer in bf16",
        "pure bf16",
        # AWS's tables of Trainium: stochastic rounding, all numbers in 16 bits.
        "Autocast:BF16+SR",
        "bf16 (XLA_USE_BF16 + stochastic rounding)",
    ],
)
def test_training_in_sixteen_bits_throughout_is_read_from_words(words: str) -> None:
    row = next(r for r in rows("training_runs.csv") if r["id"] == "dgxc-0596")
    assert read_run(row | {"notes": words}).stack.optimizer_bytes == 4


@pytest.mark.parametrize(
    "words", ["BF16 Adam moments", "bf16 moments", "Adam moments bf16", "optimizer states in BF16"]
)
def test_two_byte_moments_are_read_from_words(words: str) -> None:
    row = next(r for r in rows("training_runs.csv") if r["id"] == "dgxc-0596")
    plain = read_run(row).stack.optimizer_bytes
    assert plain == 12
    assert read_run(row | {"notes": words}).stack.optimizer_bytes == 8
