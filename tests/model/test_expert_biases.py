"""Output biases of experts, which Megatron-Core weights and adds by kernels of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import Architecture, presets
from model.calibrated import calibration
from model.data_files import rows
from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import layout_arrays, problem
from model.step.compute import memory_seconds
from model.step.constants import constant
from model.step.resolve import context, resolve
from model.validation.published_run import read_run
from tests.model.factories import instance, layout, workload

GPT_OSS = presets()["gpt-oss-120b"].architecture
BRIDGE = stacks()["megatron-bridge"]


def traffic(a: Architecture, apart: bool = True) -> float:
    """Bytes that one layer moves for one token."""
    work = workload(a)
    stack = replace(BRIDGE, biases_apart=apart)
    on = cluster_machine(work, instance())
    p = problem(work, on, stack, layout_arrays(layout(expert_parallel=8)))
    c = resolve(calibration().parameters, context(instance().accelerator, work, stack, 2026.0))
    rate = on.hbm_bytes_per_s * constant("memory_efficiency") / c.memory_traffic
    return float(memory_seconds(p, c)) * float(rate) / work.seq_len


def test_each_number_an_expert_returns_moves_68_bytes_more() -> None:
    # NVIDIA/Megatron-LM, megatron/core/transformer/moe/experts.py, TEGroupedMLP._apply_bias:
    # cat([t + b * p]) with probabilities in 32 bits, its gradients, and a token's four experts.
    assert traffic(GPT_OSS) - traffic(GPT_OSS, apart=False) == pytest.approx(68 * 4 * 2880)


@pytest.mark.parametrize("model", ["deepseek-v3", "qwen3-30b-a3b", "llama3-8b"])
def test_experts_without_biases_move_none(model: str) -> None:
    a = presets()[model].architecture
    assert traffic(a) == traffic(a, apart=False)


def test_programs_in_a_contest_fuse_them() -> None:
    # MLPerf's gpt-oss-20b trains with Transformer Engine's fused operations.
    contest = next(
        r for r in rows("training_runs.csv")
        if r["model"].lower().startswith("gpt-oss") and "MLPerf" in r["source"]
    )  # fmt: skip
    assert not read_run(contest).stack.biases_apart
    bridge = next(
        r for r in rows("training_runs.csv")
        if r["model"] == "GPT-OSS-120B" and "Megatron-Bridge" in r["source"]
    )  # fmt: skip
    assert read_run(bridge).stack.biases_apart
