from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import (
    Architecture,
    Preset,
    flops_per_token,
    forward_flops_per_token,
    mean_context,
    parameter_count,
    presets,
    refusal,
)

LLAMA2_7B = presets()["llama2-7b"].architecture


@pytest.mark.parametrize("preset", presets().values(), ids=lambda preset: preset.id)
def test_count_is_within_one_percent_of_the_published_one(preset: Preset) -> None:
    count = parameter_count(preset.architecture).total
    if preset.count_exception:
        assert count == pytest.approx(preset.params_published, rel=0.06)
    else:
        assert count == pytest.approx(preset.params_published, rel=0.01)


@pytest.mark.parametrize(
    ("model", "parameters"),
    # Numbers of weights in the published checkpoints (safetensors index or model card).
    [
        ("gpt2-xl", 1_557_611_200),
        ("llama2-7b", 6_738_415_616),
        ("llama3-8b", 8_030_261_248),
        ("mixtral-8x7b", 46_702_792_704),
        ("qwen2.5-7b", 7_615_616_512),
        ("qwen3-235b-a22b", 235_093_634_560),
        ("gemma2-27b", 27_227_128_320),
    ],
)
def test_count_equals_the_checkpoint(model: str, parameters: int) -> None:
    assert parameter_count(presets()[model].architecture).total == parameters


def test_active_parameters_of_deepseek_v3_are_37_billion() -> None:
    # DeepSeek-V3 technical report (arXiv 2412.19437): 671 B total, 37 B active.
    count = parameter_count(presets()["deepseek-v3"].architecture)
    assert count.active == pytest.approx(37e9, rel=0.02)


def test_dense_model_uses_all_its_parameters() -> None:
    count = parameter_count(LLAMA2_7B)
    assert count.active == count.total


def test_forward_flops_are_twice_the_matrix_weights_plus_attention() -> None:
    # 6,607,077,376 weights in matrix products; 4 * 4096 * 32 layers * 2048.5 keys on average.
    flops = flops_per_token(LLAMA2_7B, 4096)
    assert flops.forward == 2 * 6_607_077_376 + 4 * 4096 * 32 * 2048.5


def test_backward_is_twice_the_forward_and_once_for_frozen_weights() -> None:
    full, frozen = flops_per_token(LLAMA2_7B, 4096), flops_per_token(LLAMA2_7B, 4096, True)
    assert full.backward == 2 * full.forward
    assert frozen.total == pytest.approx(2 / 3 * full.total, rel=0.05)


@pytest.mark.parametrize(
    ("seq_len", "window", "tokens"),
    [(1, None, 1), (8, None, 4.5), (8, 8, 4.5), (8, 2, 1.875), (8, 1, 1), (4, 100, 2.5)],
)
def test_mean_context_counts_the_keys_that_the_mask_keeps(
    seq_len: int, window: int | None, tokens: float
) -> None:
    assert mean_context(seq_len, window) == tokens


def test_window_limits_attention_flops_of_long_sequences() -> None:
    gemma = presets()["gemma3-27b"].architecture
    windowed = forward_flops_per_token(gemma, 131_072).attention
    full = forward_flops_per_token(replace(gemma, sliding_window=None), 131_072).attention
    assert windowed < 0.2 * full  # one layer in six attends fully


def test_encoder_decoders_are_refused_with_the_reason() -> None:
    reason = refusal(presets()["t5-11b"].architecture)
    assert reason is not None
    assert "Encoder-decoder" in reason
    assert refusal(LLAMA2_7B) is None


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"layers": 0}, "layers = 0"),
        ({"kv_heads": 5}, "kv_heads = 5"),
        ({"experts": 8, "experts_topk": 9}, "experts_topk = 9"),
        ({"experts": 8, "experts_topk": 0}, "experts_topk = 0"),
        ({"kv_lora_rank": 512}, "qk_nope_head_dim = None"),
        ({"norm": "batch"}, "norm = 'batch'"),
    ],
)
def test_impossible_dimensions_name_the_key_and_the_value(
    changes: dict[str, int], key: str
) -> None:
    with pytest.raises(ValueError, match=key):
        replace(LLAMA2_7B, **changes)


def test_hybrid_counts_its_mixers_in_the_place_of_attention() -> None:
    # Nemotron-H 56B (arXiv 2504.03624): 118 blocks, 10 attention, 54 Mamba-2, 54 MLP.
    hybrid = Architecture(
        layers=118,
        hidden=8192,
        ffn_hidden=32768,
        gated_mlp=False,
        heads=64,
        kv_heads=8,
        head_dim=128,
        vocab=131072,
        tied_embeddings=False,
        attention_layers=10,
        mlp_layers=54,
        mixer_hidden=16384,
        mixer_state=256,
    )
    assert hybrid.mixer_layers == 54
    assert parameter_count(hybrid).total == pytest.approx(56e9, rel=0.03)
