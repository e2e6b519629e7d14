"""What a chip keeps of a weight that matrix products read in eight or four bits."""

from __future__ import annotations

import pytest

from model.data_files import rows
from model.hardware import accelerators
from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import kept_weight_bytes
from model.validation.prediction import Prediction, predict_row
from model.workload import Precision, Task
from tests.model.factories import instance, workload

PUBLISHED = {row["id"]: row for row in rows("training_runs.csv")}
H100, B200 = "p5.48xlarge", "p6-b200.48xlarge"


def kept(stack: str, where: str, precision: Precision, task: Task = Task.PRETRAIN) -> float:
    work = workload(precision=precision, task=task)
    return kept_weight_bytes(work, cluster_machine(work, instance(where)), stacks()[stack])


def test_hopper_keeps_a_transposed_copy_and_blackwell_does_not() -> None:
    # Transformer Engine documentation, performance considerations: FP8 products on Hopper read
    # operands along one direction only.
    chips = accelerators()
    assert (chips["h200"].fp8_copies, chips["gb200"].fp8_copies) == (2, 1)
    assert kept("nemo", H100, Precision.FP8) == 2.0
    assert kept("nemo", B200, Precision.FP8) == 1.0


def test_scales_along_rows_and_columns_make_two_copies_on_any_chip() -> None:
    # OCP Microscaling: 8.25 bits a number.
    assert kept("megatron-bridge", B200, Precision.MXFP8) == pytest.approx(2 * 8.25 / 8, rel=0.01)


def test_a_program_that_keeps_weights_in_bf16_keeps_what_products_read_beside_them() -> None:
    assert kept("megatron-lm", H100, Precision.BF16) == 2.0
    assert kept("megatron-lm", H100, Precision.FP8) == 4.0


def test_a_program_that_casts_anew_for_each_product_keeps_nothing_more() -> None:
    assert kept("torchtitan", H100, Precision.FP8) == 2.0


def test_frozen_weights_in_four_bits_are_kept_in_four_bits_only() -> None:
    # QLoRA (arXiv 2305.14314), section 3: 4.127 bits a weight.
    assert kept("huggingface", H100, Precision.BF16, Task.QLORA) == pytest.approx(4.127 / 8, 0.01)


@pytest.mark.parametrize("run", ["mlperf-1283", "mlperf-1284", "mlperf-1265", "mlperf-1267"])
def test_llama_in_fp8_takes_what_was_printed_on_h200_and_on_gb200(run: str) -> None:
    # MLPerf Training v5.0, Llama 3.1 405B in FP8: 105 to 109 GiB on H200, 92 to 94 on GB200.
    found = predict_row(PUBLISHED[run])
    assert isinstance(found, Prediction)
    assert found.measured_memory_bytes is not None
    assert found.predicted_memory_bytes == pytest.approx(found.measured_memory_bytes, rel=0.08)
