"""Context ranks that exchange heads around attention, and those that form a ring."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import presets
from model.calibrated import calibration
from model.data_files import rows
from model.search.search import cluster_machine, evaluate, search_axes
from model.stack import Stack, platform_features, stacks
from model.step.assemble import exchanges_heads, layout_arrays, problem
from model.step.communication import context_seconds
from model.step.compute import attention_seconds
from model.step.constants import constant
from model.step.problem import Problem
from model.step.resolve import LATEST_YEAR, context, resolve
from model.validation.published_run import read_run
from model.workload import Task
from tests.model.factories import instance, layout, workload

RING = stacks()["megatron-bridge"]
HEADS = replace(RING, heads_exchanged=True)
LLAMA_70B = workload(presets()["llama3.1-70b"].architecture)
GPT_OSS = workload(presets()["gpt-oss-20b"].architecture)
ON = instance("p6-b200.48xlarge")
C = resolve(calibration().parameters, context(ON.accelerator, LLAMA_70B, RING, LATEST_YEAR))
ROWS = {r["id"]: r for r in rows("training_runs.csv")}


def spread(stack: Stack, ranks: int, seq_len: int = 8192) -> Problem:
    """Llama 3.1 70B over some context ranks."""
    run = replace(LLAMA_70B, seq_len=seq_len)
    shape = layout_arrays(layout(context_parallel=ranks))
    return problem(run, cluster_machine(run, ON), stack, shape)


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("sequence-parallel degree 8 (Ulysses) put in context_parallel", True),
        ("CP2 a2a, HybridEP, recompute of moe", True),
        ("cp_comm_type=a2a", True),
        ("cp_comm_type: a2a+p2p", False),
        ("all-to-all dispatcher, CP 2", False),
        ("without Ulysses", False),
        ("", False),
    ],
)
def test_words_tell_whether_context_ranks_exchange_heads(notes: str, expected: bool) -> None:
    row = {**ROWS["megatron-bridge-0500"], "notes": notes}
    assert read_run(row).stack.heads_exchanged is expected


@pytest.mark.parametrize(
    ("source", "release", "task", "notes", "expected"),
    [
        ("MLPerf Training v5.0 results", "25.04", "lora", "", True),
        ("MLPerf Training v5.0 results", "25.04", "lora", "CP_COMM_TYPE=p2p", False),
        ("MLPerf Training v5.0 results", "25.04", "lora", "no ring attention", True),
        ("MLPerf Training v4.1 results", "24.09", "lora", "", False),
        ("MLPerf Training v5.0 results", "25.04", "pretrain", "", False),
        ("NeMo performance summary", "25.04", "lora", "", False),
    ],
)
def test_lora_submitted_to_mlperf_exchanges_heads_since_its_recipe_does(
    source: str, release: str, task: str, notes: str, expected: bool
) -> None:
    # prishajain1/training_results_v5.0, NVIDIA, megatron_gpt_peft_tuning_config.yaml:
    # cp_comm_type a2a; v4.1's file has no such key.
    cells = {"source": source, "framework": f"NVIDIA NeMo Framework Release {release}"}
    row = {**ROWS["mlperf-1281"], **cells, "task": task, "date": "", "notes": notes}
    assert read_run(row).stack.heads_exchanged is expected


def test_transformer_engine_exchanges_heads_where_a_model_has_sliding_windows() -> None:
    # Its ring refuses windows: attn_forward_func_with_cp.
    assert exchanges_heads(GPT_OSS, RING)
    assert not exchanges_heads(LLAMA_70B, RING)
    assert not exchanges_heads(GPT_OSS, stacks()["torchtitan"])


def test_its_traffic_is_that_of_the_paper() -> None:
    # DeepSpeed-Ulysses, section 3.2: queries, keys and values there, the output back; in
    # bfloat16, forward and backward, (c - 1) / c of what a rank holds.
    without = replace(C, collective_latency=0.0)
    c, p = 4, spread(HEADS, 4)
    a = LLAMA_70B.architecture
    held = 8192 / c * (2 * a.heads + 2 * a.kv_heads) * a.head_dim * 2
    link = ON.accelerator.scale_up_bytes_per_s * constant("link_efficiency")
    expected = 2 * held * (c - 1) / c / link
    assert float(context_seconds(p, without)) == pytest.approx(expected)


def test_one_rank_exchanges_nothing() -> None:
    assert float(context_seconds(spread(HEADS, 1), C)) == 0.0
    assert float(attention_seconds(spread(HEADS, 1), C)) == float(
        attention_seconds(spread(RING, 1), C)
    )


def test_short_sequences_keep_attention_fuller_than_chunks_of_a_ring() -> None:
    heads, ring = (float(attention_seconds(spread(s, 8, 8192), C)) for s in (HEADS, RING))
    assert heads < ring


def test_the_search_gives_every_rank_whole_heads_of_keys_and_values() -> None:
    features = platform_features(ON.accelerator, GPT_OSS)
    axes = search_axes(GPT_OSS, 128, ON, features)
    found = evaluate(GPT_OSS, cluster_machine(GPT_OSS, ON), features, C, axes, 128)
    x, kv_heads = found.layouts, GPT_OSS.architecture.kv_heads
    kept = found.fits & (x.context > 1)
    assert kept.any()
    assert not (kv_heads % (x.tensor * x.context)[kept]).any()


def test_frozen_weights_do_not_change_what_attention_exchanges() -> None:
    shape = layout_arrays(layout(context_parallel=4))
    full, lora = (
        float(context_seconds(problem(run, cluster_machine(run, ON), HEADS, shape), C))
        for run in (LLAMA_70B, replace(LLAMA_70B, task=Task.LORA))
    )
    assert full == lora
