"""Exact floating-point operations per token, forward and backward."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from model.architecture.dimensions import Architecture, Kind
from model.architecture.parameters import latent_parameters, mixer_parameters


@dataclass(frozen=True, slots=True)
class ForwardFlops:
    """Multiply-add operations of one token's forward pass [FLOP/token], by part.

    Attributes:
        projections: attention (and recurrent mixer) projections.
        attention: query-key and attention-value products, only the pairs that the mask keeps.
        dense_mlp: dense MLPs.
        experts: routed experts the token visits.
        shared: shared experts, routers and projections to a latent width.
        logits: output projection.
    """

    projections: float
    attention: float
    dense_mlp: float
    experts: float
    shared: float
    logits: float

    @property
    def total(self) -> float:
        """All parts together [FLOP/token]."""
        return (
            self.projections
            + self.attention
            + self.dense_mlp
            + self.experts
            + self.shared
            + self.logits
        )


def mean_context(seq_len: int, window: int | None, causal: bool = True) -> float:
    """Mean number of keys that a token attends to.

    Args:
        seq_len: sequence length [tokens].
        window: tokens a layer looks back, or None for all.
        causal: a token sees itself and the past only.

    Returns:
        Tokens: (s + 1) / 2 for full causal attention, less under a window.
    """
    if not causal:
        return float(min(seq_len, window or seq_len))
    if window is None or window >= seq_len:
        return (seq_len + 1) / 2
    return window - window * (window - 1) / (2 * seq_len)


def attention_flops(a: Architecture, seq_len: int) -> float:
    """Forward FLOPs of the score and value products of all layers [FLOP/token]."""
    causal = a.kind is not Kind.ENCODER
    pair = 2 * a.heads * (a.key_head_dim + a.value_head_dim)
    full = a.full_attention_layers
    windowed = a.attending_layers - full
    context = full * mean_context(seq_len, None, causal)
    context += windowed * mean_context(seq_len, a.sliding_window, causal)
    return pair * context


def _projection_weights(a: Architecture) -> int:
    """Weights of one layer's attention that take part in a matrix product."""
    if a.kv_lora_rank is not None:
        rank, rope = a.kv_lora_rank, a.qk_rope_head_dim or 0
        query = a.query_width * a.hidden
        if a.q_lora_rank:
            query = (a.hidden + a.query_width) * a.q_lora_rank
        expand = rank * a.heads * ((a.qk_nope_head_dim or 0) + a.value_head_dim)
        return query + a.hidden * (rank + rope) + expand + a.heads * a.value_head_dim * a.hidden
    return 2 * a.hidden * (a.heads + a.kv_heads) * a.head_dim


@lru_cache(maxsize=4096)
def forward_flops_per_token(a: Architecture, seq_len: int) -> ForwardFlops:
    """Forward FLOPs of one token at a sequence length, a multiply-add counted as two.

    Norms, activations and softmax are left out: they are bandwidth, not arithmetic. The layers
    that predict further tokens count as the mean of the others.

    Source: multi-token prediction: DeepSeek-V3 (arXiv 2412.19437), section 2.2.
    """
    if a.mtp_depth:
        main = forward_flops_per_token(replace(a, mtp_depth=0), seq_len)
        more = 1.0 + mtp_layers(a) / a.layers
        return ForwardFlops(
            projections=main.projections * more + 2.0 * mtp_projection_weights(a),
            attention=main.attention * more,
            dense_mlp=main.dense_mlp * more,
            experts=main.experts * more,
            shared=main.shared * more,
            logits=main.logits * (1 + a.mtp_depth),
        )
    matrices = 3 if a.gated_mlp else 2
    reused_kv = a.attending_layers - (a.attending_layers if a.kv_layers is None else a.kv_layers)
    projections = a.attending_layers * _projection_weights(a)
    projections -= reused_kv * 2 * a.hidden * a.kv_heads * a.head_dim
    projections += a.mixer_layers * mixer_parameters(a)
    if a.kind is Kind.ENCODER_DECODER:
        projections += (a.layers - a.encoder_layers) * _projection_weights(a)
    routed = matrices * a.expert_outer * a.expert_hidden
    beside = a.shared_experts * matrices * a.hidden * a.expert_hidden
    beside += a.hidden * a.experts + latent_parameters(a)
    return ForwardFlops(
        projections=2.0 * projections,
        attention=attention_flops(a, seq_len),
        dense_mlp=2.0 * a.dense_mlp_layers * matrices * a.hidden * a.ffn_hidden,
        experts=2.0 * a.moe_layers * a.experts_topk * routed,
        shared=2.0 * a.moe_layers * beside,
        logits=2.0 * a.hidden * a.vocab,
    )


def mtp_layers(a: Architecture) -> int:
    """Layers that predict further tokens, as blocks where a hybrid alternates them.

    Each has attention and an MLP, whatever the model's own blocks have.
    """
    if not a.mtp_depth:
        return 0
    halves = a.attending_layers + a.mixer_layers + a.moe_layers + a.dense_mlp_layers
    return a.mtp_depth * round(2 * a.layers / halves)


def mtp_projection_weights(a: Architecture) -> int:
    """Weights that join a token's embedding to the state below, once a further token."""
    return a.mtp_depth * 2 * a.hidden * a.hidden


@dataclass(frozen=True, slots=True)
class TokenFlops:
    """Model FLOPs of one training token, recomputation left out [FLOP/token]."""

    forward: float
    backward: float

    @property
    def total(self) -> float:
        """Forward and backward [FLOP/token]."""
        return self.forward + self.backward


def flops_per_token(a: Architecture, seq_len: int, frozen_weights: bool = False) -> TokenFlops:
    """Model FLOPs of one training token.

    Args:
        a: the architecture.
        seq_len: sequence length [tokens].
        frozen_weights: the weights get no gradient (LoRA, QLoRA), so the backward pass of a
            matrix product costs as much as its forward pass and not twice as much.

    Returns:
        Forward and backward FLOPs; attention pairs that the causal mask hides are not counted.

    Source: Korthikanti et al. 2022 (arXiv 2205.05198), appendix A; LoRA: Hu et al. 2021.
    """
    forward = forward_flops_per_token(a, seq_len)
    weights = forward.total - forward.attention
    backward = weights * (1 if frozen_weights else 2) + 2 * forward.attention
    return TokenFlops(forward.total, backward)
