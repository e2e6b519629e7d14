from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import presets
from model.calibrated import calibration
from model.layout import Recompute, Sharding
from model.search import StepEstimate, evaluate_layout
from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import layout_arrays, problem
from model.step.problem import Problem
from model.step.resolve import context, resolve
from model.step.schedule import step_time
from model.workload import Precision, Task, Workload
from tests.model.factories import GPT3_175B, instance, layout, workload


def evaluated(work: Workload | None = None, **changes: object) -> StepEstimate:
    found = evaluate_layout(work or workload(), instance(), layout(**changes))
    assert isinstance(found, StepEstimate)
    return found


def problem_of(work: Workload) -> Problem:
    on = cluster_machine(work, instance())
    return problem(work, on, stacks()["huggingface"], layout_arrays(layout()))


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


def test_few_rows_per_expert_make_a_mixture_of_experts_slower() -> None:
    # Grouped products on B200 reach half of their rate at about 340 rows an expert
    # (MooreThreads/SimuMax@e691807 configs/system/b200_bf16_ceperm.json).
    work = workload(presets()["deepseek-v3"].architecture, seq_len=4096, global_batch_seqs=2048)
    chip = instance("p6-b200.48xlarge")
    plan = layout(pipeline_parallel=8, data_parallel=32)

    def seconds_of_experts(ranks: int) -> float:
        found = evaluate_layout(work, chip, replace(plan, expert_parallel=ranks))
        assert isinstance(found, StepEstimate)
        return found.breakdown["experts"]

    assert seconds_of_experts(8) > 1.1 * seconds_of_experts(32)


def test_a_ring_of_more_ranks_starts_later() -> None:
    # The same tokens and weights per rank leave only the start of the collectives to differ.
    two = evaluated(tensor_parallel=2, data_parallel=4)
    eight = evaluated(tensor_parallel=8, data_parallel=1, micro_batch=4)
    assert eight.breakdown["tensor"] > two.breakdown["tensor"]


def test_an_optimizer_in_host_memory_is_slower() -> None:
    on_chip, in_host = evaluated(), evaluated(offload=True)
    assert in_host.breakdown["optimizer"] > 5 * on_chip.breakdown["optimizer"]


def test_stragglers_cost_more_on_more_machines() -> None:
    shares = []
    for machines in (1, 4, 64):
        work = workload(global_batch_seqs=8 * machines)
        found = evaluated(work, data_parallel=8 * machines)
        shares.append(found.breakdown["stragglers"] / found.step_seconds)
    assert shares[0] == 0
    assert shares == sorted(shares)


def test_long_sequences_spend_as_long_in_attention_whatever_the_stack() -> None:
    # Attention is one library call: what a stack adds around the kernels does not touch it.
    p = problem_of(workload(seq_len=131_072, global_batch_seqs=8))
    where = context(instance().accelerator, workload(), stacks()["huggingface"], 2025.0)
    quick = resolve(calibration().parameters, where)
    slow = replace(quick, slowness=quick.slowness * 1.5)
    parts = [step_time(p, c).parts for c in (quick, slow)]
    assert parts[0]["attention"] == parts[1]["attention"]
    assert parts[0]["matmul"] < parts[1]["matmul"]
