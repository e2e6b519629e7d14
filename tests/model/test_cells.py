"""Cells of published tables, as their authors and others write them."""

from __future__ import annotations

import pytest

from model.layout import Recompute, Sharding
from model.validation import cells
from model.validation.read_architecture import read_architecture
from model.workload import Precision


@pytest.mark.parametrize(
    ("cell", "precision"),
    [
        ("bf16", Precision.BF16),
        ("Autocast:BF16+SR", Precision.BF16),
        ("fp16", Precision.BF16),
        ("fp8-cs", Precision.FP8),
        ("fp8 (TE)", Precision.FP8),
        ("mxfp8", Precision.MXFP8),
        ("nvfp4", Precision.NVFP4),
        ("", None),
    ],
)
def test_precision_cells(cell: str, precision: Precision | None) -> None:
    assert cells.precision(cell) == precision


@pytest.mark.parametrize(
    ("cell", "tokens"), [("8192.0", 8192), ("8k", 8192), ("128K", 131072), ("", None)]
)
def test_sequence_cells(cell: str, tokens: int | None) -> None:
    assert cells.sequence({"seq_len": cell}) == tokens


@pytest.mark.parametrize(
    ("cell", "stage", "group", "offload"),
    [
        ("FSDP FULL_SHARD (ZeRO-3)", Sharding.WEIGHTS, 0, False),
        ("FSDP SHARD_GRAD_OP (ZeRO-2)", Sharding.GRADIENTS, 0, False),
        ("distributed optimizer (ZeRO-1)", Sharding.OPTIMIZER, 0, False),
        ("ZeRO-1 within 8 GPUs", Sharding.OPTIMIZER, 8, False),
        ("Megatron-FSDP shard group 64", Sharding.WEIGHTS, 64, False),
        ("ZeRO-3 + CPU-offloaded AdamW", Sharding.WEIGHTS, 0, True),
        ("none (DDP)", Sharding.NONE, 0, False),
        ("ZeRO stage 3", Sharding.WEIGHTS, 0, False),
        ("zero_2", Sharding.GRADIENTS, 0, False),
        ("FSDP2", Sharding.WEIGHTS, 0, False),
        ("FSDP2 (reshard_after_forward=False)", Sharding.GRADIENTS, 0, False),
        ("FSDP2 32", Sharding.WEIGHTS, 32, False),
        ("FSDP 256", Sharding.WEIGHTS, 256, False),
        ("TP=8, FSDP=32", Sharding.WEIGHTS, 32, False),
        ("FSDP (dp_replicate=4, dp_shard=8)", Sharding.WEIGHTS, 8, False),
        ("FSDP HYBRID_SHARD", Sharding.WEIGHTS, 8, False),
        ("HSDP(16)", Sharding.WEIGHTS, 16, False),
        ("HSDP", Sharding.WEIGHTS, 0, False),
        ("DP", Sharding.NONE, 0, False),
        ("DP + ZeRO-1", Sharding.OPTIMIZER, 0, False),
        ("FULL_SHARD", Sharding.WEIGHTS, 0, False),
        ("optim_grads_params", Sharding.WEIGHTS, 0, False),
        ("NO_SHARD", Sharding.NONE, 0, False),
        ("params and grads sharded over 4 GPUs, optimizer over 8", Sharding.WEIGHTS, 4, False),
        ("params replicated, optimizer states sharded over 8 GPUs", Sharding.OPTIMIZER, 8, False),
        ("", None, 0, False),
    ],
)
def test_sharding_cells(cell: str, stage: Sharding | None, group: int, offload: bool) -> None:
    assert cells.sharding(cell) == (stage, group, offload)


@pytest.mark.parametrize(
    ("cell", "chips", "gbps"),
    [
        ("InfiniBand NDR 400Gb/s per GPU (DGX H100 reference arch)", 8, 400),
        ("1600 Gbps node-node RoCE", 8, 200),
        ("4x 100Gb/s Omni-Path per node (Jean Zay)", 8, 50),
        ("8x200 Gb/s HDR IB per node (Selene)", 8, 200),
        ("InfiniBand 8x50 GB/s", 8, 400),
        ("single node", 8, None),
    ],
)
def test_network_cells(cell: str, chips: int, gbps: float | None) -> None:
    assert cells.network_gbps(cell, chips) == gbps


@pytest.mark.parametrize(
    ("cell", "recompute"),
    [
        ("full (uniform,1)", Recompute.FULL),
        ("selective [CoreAttention, LlamaMLP]", Recompute.SELECTIVE),
        ("none", Recompute.NONE),
        ("off", Recompute.NONE),
        ("selective op", Recompute.SELECTIVE),
        ("every 2nd layer", Recompute.SELECTIVE),
        ("mlp, moe_act", Recompute.SELECTIVE),
        ("every layer", Recompute.FULL),
        ("activation checkpointing", Recompute.FULL),
        ("not stated", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_recompute_cells(cell: str, recompute: Recompute | None) -> None:
    assert cells.recompute(cell) == recompute


@pytest.mark.parametrize(
    ("notes", "fields"),
    [
        ("first 3 layers dense; expert ffn 2048; 1 shared expert", (3, 2048, 1)),
        ("first layer dense; expert ffn 1408; 2 shared experts", (1, 1408, 2)),
        ("3 dense layers; moe ffn 2048; 1 shared", (3, 2048, 1)),
        ("moe_intermediate_size 768", (0, 768, 0)),
    ],
)
def test_remarks_on_experts(notes: str, fields: tuple[int, int, int]) -> None:
    row = {"layers": "30", "hidden": "3000", "heads": "24", "experts": "64", "moe_notes": notes}
    a = read_architecture(row)
    assert (a.dense_layers_first, a.expert_hidden, a.shared_experts) == fields


@pytest.mark.parametrize("words", ["MoE every 2nd layer", "MoE every other layer"])
def test_experts_in_every_second_layer(words: str) -> None:
    row = {"layers": "30", "hidden": "3000", "heads": "24", "experts": "64", "moe_notes": words}
    assert read_architecture(row).moe_every == 2


def test_the_year_of_a_release_stands_in_for_a_missing_date() -> None:
    assert 2021 <= cells.year("", "Megatron-LM (Jan 2021)") < 2022
    assert cells.year("2025-06-10", "NeMo 26.04") == pytest.approx(2026.29, abs=0.01)
    assert cells.year("", "Megatron Bridge 25.09") == pytest.approx(2025.71, abs=0.01)
    assert cells.year("", "") == 2024.5


def test_a_release_much_older_than_the_run_is_a_text_that_somebody_copied() -> None:
    # MLPerf v5.0 (June 2025): partners' logs on GB200 name NVIDIA's release of September 2023.
    assert cells.year("2025-06", "PyTorch NVIDIA Release 23.09") == pytest.approx(2025.46, abs=0.01)
    assert cells.year("2024-09", "NeMo (Megatron-Core) 24.03.01") == pytest.approx(
        2024.21, abs=0.01
    )


@pytest.mark.parametrize(
    ("source", "benchmark"),
    [
        ("MLPerf Training v5.0 result logs", True),
        ("NVIDIA NeMo documentation performance summary, NeMo 25.02", True),
        ("torchtitan: pull request 808 (float8 rowwise)", False),
        ("Llama 3 Herd of Models (Meta, 2407.21783) Table 4", False),
        ("", False),
    ],
)
def test_a_benchmark_calls_itself_one(source: str, benchmark: bool) -> None:
    assert cells.benchmarked(source) is benchmark
