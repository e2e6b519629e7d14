"""Exact parameter counts of an architecture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from model.architecture.dimensions import Architecture, Kind


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """Parameters of a model.

    Attributes:
        total: all parameters.
        active: parameters that one token uses (routed experts it does not visit left out).
        embedding: input embedding and learned positions.
        output: output projection; 0 if tied to the embedding.
        attention: attention (or mixer) projections and query/key norms of all layers.
        dense_mlp: dense MLPs of all layers.
        experts: routed experts of all layers.
        shared: shared experts, routers and projections to a latent width, of all layers.
        norms: norms over the hidden width.
    """

    total: int
    active: int
    embedding: int
    output: int
    attention: int
    dense_mlp: int
    experts: int
    shared: int
    norms: int


def mlp_parameters(a: Architecture, inner: int) -> int:
    """Weights of one MLP of inner width `inner`, biases included."""
    matrices = 3 if a.gated_mlp else 2
    bias = (matrices - 1) * inner + a.hidden if a.bias == "all" else 0
    return matrices * a.hidden * inner + bias


def expert_parameters(a: Architecture, outer: int = 0) -> int:
    """Weights of one expert, biases included.

    Args:
        a: the architecture.
        outer: width that it reads and writes; 0 for a routed expert's.
    """
    matrices = 3 if a.gated_mlp else 2
    outer = outer or a.expert_outer
    bias = (matrices - 1) * a.expert_hidden + outer if a.expert_bias else 0
    return matrices * outer * a.expert_hidden + bias


def latent_parameters(a: Architecture) -> int:
    """Weights that take one layer's tokens to the width of its routed experts and back.

    Source: NVIDIA, Nemotron 3 (2025), LatentMoE; Megatron-Core, `moe_latent_size`.
    """
    return 2 * a.hidden * a.expert_latent


def attention_parameters(a: Architecture, own_kv: bool = True) -> int:
    """Weights of the attention of one layer: projections, their biases, query/key norms.

    Args:
        a: the architecture.
        own_kv: the layer projects its own keys and values (False: it reuses a lower layer's).

    Source: Vaswani et al. 2017; latent attention: DeepSeek-V2 (arXiv 2405.04434), 2.1.
    """
    if a.kv_lora_rank is not None:
        return _latent_attention_parameters(a)
    query, kv = a.heads * a.head_dim, a.kv_heads * a.head_dim * (2 if own_kv else 0)
    weights = 2 * a.hidden * query + a.hidden * kv
    if a.bias in ("all", "qkv", "attn+expert+router"):
        weights += query + kv + (a.hidden if a.bias != "qkv" else 0)
    if a.qk_norm == "head":
        weights += a.head_dim * (2 if own_kv else 1)
    elif a.qk_norm == "full":
        weights += query + kv // 2
    return weights


def _latent_attention_parameters(a: Architecture) -> int:
    rank, rope = a.kv_lora_rank or 0, a.qk_rope_head_dim or 0
    if a.q_lora_rank:
        query = (a.hidden + 1) * a.q_lora_rank + a.q_lora_rank * a.query_width
    else:
        query = a.hidden * a.query_width
    compress = a.hidden * (rank + rope) + rank
    expand = rank * a.heads * ((a.qk_nope_head_dim or 0) + a.value_head_dim)
    return query + compress + expand + a.heads * a.value_head_dim * a.hidden


def mixer_parameters(a: Architecture) -> int:
    """Weights of one recurrent mixer: gate, value, two state projections and the output.

    Source: Mamba-2 (arXiv 2405.21060), figure 6, with eight groups of state projections.
    """
    return a.hidden * (3 * a.mixer_hidden + 2 * 8 * a.mixer_state)


@lru_cache(maxsize=1024)
def parameter_count(a: Architecture) -> ParameterCount:
    """Parameters of a model, exact for the published architectures of `presets()`."""
    norm_width = a.hidden * (2 if a.norm == "ln" else 1)
    embedding = a.vocab * a.hidden + a.learned_pos * a.hidden
    if a.kind is Kind.ENCODER:
        embedding += 2 * a.hidden + a.hidden * a.hidden + a.hidden  # segments and the pooler
    output = 0 if a.tied_embeddings else a.vocab * a.hidden
    own_kv = a.attending_layers if a.kv_layers is None else a.kv_layers
    reused = a.attending_layers - own_kv
    attention = own_kv * attention_parameters(a) + reused * attention_parameters(a, False)
    attention += a.mixer_layers * mixer_parameters(a)
    norms = (a.layers * a.norms_per_layer + 1) * norm_width
    if a.kind is Kind.ENCODER_DECODER:
        decoder = a.layers - a.encoder_layers
        attention += decoder * attention_parameters(a)  # cross attention
        norms += (decoder + 1) * norm_width
        # T5: one table of 32 relative positions per head, in each of the two stacks.
        embedding += 2 * 32 * a.heads
    dense_mlp = a.dense_mlp_layers * mlp_parameters(a, a.ffn_hidden)
    one_expert = expert_parameters(a)
    experts = a.moe_layers * a.experts * one_expert
    router_bias = a.experts if a.bias == "attn+expert+router" else 0
    router = a.hidden * a.experts + router_bias
    one_shared = expert_parameters(a, a.hidden)
    shared = a.moe_layers * (a.shared_experts * one_shared + router + latent_parameters(a))
    total = embedding + output + attention + dense_mlp + experts + shared + norms
    idle = a.moe_layers * (a.experts - a.experts_topk) * one_expert
    return ParameterCount(
        total, total - idle, embedding, output, attention, dense_mlp, experts, shared, norms
    )
