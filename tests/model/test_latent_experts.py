"""Experts that work in a narrower space than the residual stream (LatentMoE)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import Architecture, forward_flops_per_token, parameter_count, presets
from model.calibrated import calibration
from model.hardware import instances
from model.search.search import cluster_machine
from model.stack import platform_features
from model.step.assemble import layout_arrays, problem
from model.step.communication import expert_exchange_seconds
from model.step.resolve import LATEST_YEAR, context, resolve
from model.validation.read_architecture import read_architecture
from tests.model.factories import layout, workload

# NVIDIA-NeMo/Megatron-Bridge, nemotronh recipes: 120 B parameters, 12 B of them active.
SUPER = {
    "layers": "88", "hidden": "4096", "ffn_hidden": "2688", "heads": "32", "kv_heads": "2",
    "head_dim": "128", "vocab": "131072", "experts": "512", "experts_topk": "22",
}  # fmt: skip
NOTES = "hybrid Mamba2 + LatentMoE + 8 attention layers; expert ffn 2688; 1 shared expert ffn 5376"


def test_nemotron_3_super_counts_120_billion_parameters_and_12_active() -> None:
    count = parameter_count(
        read_architecture({**SUPER, "moe_notes": f"{NOTES}; latent 1024", "params_total_b": "120"})
    )
    assert count.total == pytest.approx(120e9, rel=0.02)
    assert count.active == pytest.approx(12e9, rel=0.05)


@pytest.mark.parametrize(
    "words",
    [
        "latent width 1024",
        "LatentMoE (1024)",
        "latent size = 1024",
        "latent dim 1024",
        "latent dim1024",
        "moe_latent_size=1024",
    ],
)
def test_the_width_is_read_from_words(words: str) -> None:
    assert read_architecture({**SUPER, "moe_notes": words}).expert_latent == 1024


def test_without_words_the_width_is_the_one_that_makes_the_published_count() -> None:
    found = read_architecture({**SUPER, "moe_notes": NOTES, "params_total_b": "120"})
    assert found.expert_latent == pytest.approx(1024, abs=64)


@pytest.mark.parametrize("model", ["deepseek-v3", "mixtral-8x7b", "qwen3-235b-a22b"])
def test_ordinary_experts_are_as_wide_as_the_residual_stream(model: str) -> None:
    a = presets()[model].architecture
    row = {
        "layers": a.layers, "hidden": a.hidden, "ffn_hidden": a.ffn_hidden, "heads": a.heads - 1,
        "vocab": a.vocab, "experts": a.experts, "experts_topk": a.experts_topk,
        "params_total_b": parameter_count(a).total / 1e9,
        "moe_notes": f"expert ffn {a.expert_hidden}",
    }  # fmt: skip
    assert read_architecture({k: str(v) for k, v in row.items()}).expert_latent == 0


@pytest.mark.parametrize(
    "words",
    [
        "latent attention: q_lora 1024, one 512-wide KV head", "MLA latent dim 512",
        "kv latent 512", "compressed latent size 512", "LatentMoE: 512 experts top 22",
    ],
)  # fmt: skip
def test_other_latents_and_counts_are_not_the_width_of_experts(words: str) -> None:
    assert read_architecture({**SUPER, "moe_notes": f"{words}; expert ffn 2688"}).expert_latent == 0


def test_no_width_is_made_up_where_the_experts_own_is_not_told() -> None:
    row = {
        "layers": "48", "hidden": "2048", "ffn_hidden": "6144", "heads": "33", "vocab": "151936",
        "experts": "128", "experts_topk": "8", "params_total_b": "30.5",
    }  # fmt: skip
    assert read_architecture(row).expert_latent == 0


def test_a_width_beyond_the_residual_stream_is_refused() -> None:
    with pytest.raises(ValueError, match="expert_latent = 8192"):
        replace(presets()["mixtral-8x7b"].architecture, expert_latent=8192)


def exchange(a: Architecture) -> float:
    """Seconds that one layer's tokens travel between 64 ranks, without start-up latency."""
    chip = instances()["p6-b200.48xlarge"]
    work = workload(a, global_batch_seqs=512)
    stack = platform_features(chip.accelerator, work).stack
    where = context(chip.accelerator, work, stack, LATEST_YEAR)
    c = replace(resolve(calibration().parameters, where), collective_latency=0.0)
    shape = layout(data_parallel=64, expert_parallel=64)
    p = problem(work, cluster_machine(work, chip), stack, layout_arrays(shape))
    return float(expert_exchange_seconds(p, c))


def test_a_quarter_of_the_width_sends_a_quarter_of_the_bytes() -> None:
    wide = replace(presets()["qwen3-235b-a22b"].architecture)
    assert exchange(replace(wide, expert_latent=wide.hidden // 4)) == pytest.approx(
        exchange(wide) / 4, rel=1e-6
    )


def test_the_projections_to_the_narrow_space_are_work_of_their_own() -> None:
    wide = presets()["qwen3-235b-a22b"].architecture
    narrow = replace(wide, expert_latent=1024)
    before, after = (forward_flops_per_token(a, 4096) for a in (wide, narrow))
    assert after.experts == pytest.approx(before.experts / 4)
    assert after.shared - before.shared == pytest.approx(
        2 * 2 * wide.hidden * 1024 * wide.moe_layers
    )
