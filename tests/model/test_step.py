from __future__ import annotations

import pytest

from model.architecture import presets
from model.layout import Recompute, Sharding
from model.search import StepEstimate, evaluate_layout
from model.workload import Precision, Task, Workload
from tests.model.factories import GPT3_175B, instance, layout, workload


def evaluated(work: Workload | None = None, **changes: object) -> StepEstimate:
    found = evaluate_layout(work or workload(), instance(), layout(**changes))
    assert isinstance(found, StepEstimate)
    return found


def test_frozen_weights_cost_about_two_thirds_of_the_matrix_products() -> None:
    full = evaluated().breakdown["matmul"]
    lora = evaluated(workload(task=Task.LORA)).breakdown["matmul"]
    assert lora / full == pytest.approx(2 / 3, abs=0.05)


def test_interleaving_divides_the_bubble() -> None:
    # Narayanan et al. 2021 (arXiv 2104.04473), section 2.2: (p - 1) / (m v).
    work = workload(GPT3_175B, seq_len=2048, global_batch_seqs=64)
    base = {"tensor_parallel": 8, "pipeline_parallel": 8, "data_parallel": 1}
    plain = evaluated(work, **base, virtual_pipeline=1)
    interleaved = evaluated(work, **base, virtual_pipeline=6)
    assert interleaved.breakdown["bubble"] < plain.breakdown["bubble"] / 5


def test_one_accelerator_communicates_nothing() -> None:
    found = evaluated(workload(global_batch_seqs=8), data_parallel=1)
    assert found.breakdown["tensor"] == 0
    assert found.breakdown["data"] == pytest.approx(0, abs=1e-6)
    assert found.breakdown["bubble"] == 0


def test_fp8_is_faster_but_not_twice_as_fast() -> None:
    slow = evaluated().step_seconds
    fast = evaluated(workload(precision=Precision.FP8)).step_seconds
    assert 0.5 * slow < fast < 0.9 * slow


def test_sharding_weights_saves_memory_and_costs_traffic() -> None:
    whole, sharded = evaluated(), evaluated(sharding=Sharding.WEIGHTS)
    assert sharded.memory.total_bytes < whole.memory.total_bytes
    assert sharded.breakdown["data"] >= whole.breakdown["data"]


def test_adam_state_in_mixed_precision_is_twelve_bytes_a_weight() -> None:
    # Rajbhandari et al. 2020 (arXiv 1910.02054), section 3.1: fp32 weights and two moments.
    found = evaluated(sharding=Sharding.NONE)
    optimizer = found.memory.bytes_by_category["optimizer"]
    assert optimizer == pytest.approx(12 * 8.03e9, rel=0.01)


def test_zero_1_shards_the_optimizer_over_the_data_ranks() -> None:
    whole = evaluated(sharding=Sharding.NONE).memory.bytes_by_category
    sharded = evaluated(sharding=Sharding.OPTIMIZER).memory.bytes_by_category
    assert sharded["optimizer"] == pytest.approx(whole["optimizer"] / 8)
    assert sharded["weights"] == whole["weights"]


def test_qlora_holds_its_base_weights_in_about_half_a_byte() -> None:
    # Dettmers et al. 2023 (arXiv 2305.14314): NF4 with double quantisation, 4.127 bits.
    weights = evaluated(workload(task=Task.QLORA)).memory.bytes_by_category["weights"]
    assert weights == pytest.approx(0.52 * 8.03e9, rel=0.05)


def test_published_run_of_korthikanti_table_5_fits_and_takes_about_as_long() -> None:
    # GPT-3 175B on 64 A100, TP 8, PP 8, 64 sequences: 13.75 s with selective recomputation
    # (arXiv 2205.05198, table 5). Today's kernels are faster than the ones of 2022.
    work = workload(GPT3_175B, seq_len=2048, global_batch_seqs=64)
    plan = layout(
        tensor_parallel=8,
        pipeline_parallel=8,
        virtual_pipeline=3,
        data_parallel=1,
        recompute=Recompute.SELECTIVE,
    )
    found = evaluate_layout(work, instance("p4de.24xlarge"), plan)
    assert isinstance(found, StepEstimate)
    assert found.memory.total_bytes < found.memory.capacity_bytes
    assert found.step_seconds == pytest.approx(13.75, rel=0.2)


def test_encoder_decoder_layouts_are_refused() -> None:
    found = evaluate_layout(workload(presets()["t5-11b"].architecture), instance(), layout())
    assert not isinstance(found, StepEstimate)
