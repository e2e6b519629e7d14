"""Numbers of an architecture that the step formulas read, means over all layers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from model.architecture import (
    Architecture,
    expert_parameters,
    forward_flops_per_token,
    mtp_layers,
    mtp_projection_weights,
    parameter_count,
)
from model.step.constants import constant

# Mamba-2 and gated delta nets work through a sequence in chunks of this many tokens.
MIXER_CHUNK = constant("mixer_chunk")


@dataclass(frozen=True, slots=True)
class ModelTerms:
    """Numbers of an architecture at one sequence length, means over all layers.

    Attributes:
        layers: layers, those that predict further tokens included.
        further: of these, the ones that predict further tokens; they stand with the loss.
        hidden: width of the residual stream.
        projection_weights: attention weights of a layer.
        dense_weights: dense MLP, shared expert and router weights of a layer.
        routed_weights: weights of the routed experts one token visits in a layer.
        expert_weights: weights of all routed experts of a layer.
        last_weights: weights of the product that ends a layer, where it is a dense MLP's.
        query_width: width of queries or of the mixer.
        kv_width: width of keys and values together.
        kv_heads_width: the same of attention alone, without recurrent mixers.
        dense_width: inner width of dense MLP and shared experts, gates included.
        expert_width: inner width of the visited routed experts, gates included.
        logits_weights: hidden times vocabulary.
        embedding_weights: weights of both embeddings.
        attention_flops: forward FLOPs per token of a layer's attention.
        full_attention_flops: the same without skipping what the mask hides.
        scan_flops: forward FLOPs per token of a layer's recurrent mixer, its projections left out.
        head_dim: width of a head.
        heads: query heads.
        kv_heads: key/value heads.
        moe_share: share of the layers that are mixtures of experts.
        experts: routed experts of such a layer; 1 for a dense model.
        topk: routed experts a token visits.
        groups: groups of experts; 1 for none.
        groups_share: share of the groups that a token may visit.
        vocab: vocabulary.
        seq: sequence length [tokens].
        reach: tokens of a sequence that attention reaches over: it, or a document in it.
        expert_inner: inner width of one expert.
        expert_outer: width that a routed expert reads and writes.
        latent: 1 for latent attention (MLA).
        expert_bias: 1 if the outputs of experts have a bias.
        blocks: attention, mixer and MLP blocks of a layer; 2 unless a hybrid alternates them.
        outputs: tokens predicted at each place, the next one and those beyond.
    """

    layers: float
    further: float
    hidden: float
    projection_weights: float
    dense_weights: float
    routed_weights: float
    expert_weights: float
    last_weights: float
    query_width: float
    kv_width: float
    kv_heads_width: float
    dense_width: float
    expert_width: float
    logits_weights: float
    embedding_weights: float
    attention_flops: float
    full_attention_flops: float
    scan_flops: float
    head_dim: float
    heads: float
    kv_heads: float
    moe_share: float
    experts: float
    topk: float
    groups: float
    groups_share: float
    vocab: float
    seq: float
    reach: float
    expert_inner: float
    expert_outer: float
    latent: float
    expert_bias: float
    blocks: float
    outputs: float


@lru_cache(maxsize=4096)
def model_terms(a: Architecture, seq_len: int, document_tokens: int | None = None) -> ModelTerms:
    """The numbers of an architecture that the step formulas need.

    Args:
        a: the architecture.
        seq_len: sequence length [tokens].
        document_tokens: length of documents that attention does not leave [tokens].
    """
    reach = min(seq_len, document_tokens or seq_len)
    further, joints = mtp_layers(a), mtp_projection_weights(a)
    outputs = 1.0 + a.mtp_depth
    a = replace(a, mtp_depth=0)
    flops = forward_flops_per_token(a, reach)
    count = parameter_count(a)
    layers = float(a.layers)
    matrices = 3 if a.gated_mlp else 2
    moe_share = a.moe_layers / layers
    attending = a.attending_layers / layers
    mixing = a.mixer_layers / layers
    with_mlp = a.moe_layers + a.dense_mlp_layers
    dense_width = a.dense_mlp_layers / layers * a.ffn_hidden
    dense_width += moe_share * a.shared_experts * a.expert_hidden
    pair = 2 * a.heads * (a.key_head_dim + a.value_head_dim)
    scan = 2.0 * a.mixer_hidden * (MIXER_CHUNK / 2 + 2 * a.mixer_state)
    kv = a.kv_heads * (a.key_head_dim + a.value_head_dim)
    return ModelTerms(
        layers=layers + further,
        further=float(further),
        hidden=float(a.hidden),
        projection_weights=flops.projections / 2 / layers + joints / (layers + further),
        dense_weights=(flops.dense_mlp + flops.shared) / 2 / layers,
        routed_weights=flops.experts / 2 / layers,
        expert_weights=a.moe_layers * a.experts * expert_parameters(a) / layers,
        last_weights=a.dense_mlp_layers * a.ffn_hidden * a.hidden / layers,
        query_width=attending * a.query_width + mixing * 2 * a.mixer_hidden,
        kv_width=attending * kv + mixing * a.mixer_hidden,
        kv_heads_width=float(attending * kv),
        dense_width=dense_width * (matrices - 1),
        expert_width=moe_share * a.experts_topk * a.expert_hidden * (matrices - 1),
        logits_weights=float(a.hidden * a.vocab),
        embedding_weights=float(count.embedding + count.output),
        attention_flops=flops.attention / layers,
        full_attention_flops=attending * pair * seq_len,
        scan_flops=mixing * scan,
        head_dim=float(a.head_dim),
        heads=float(a.heads),
        kv_heads=float(a.kv_heads),
        moe_share=moe_share,
        experts=float(max(1, a.experts)),
        topk=float(a.experts_topk),
        groups=float(max(1, a.expert_groups)),
        groups_share=a.expert_groups_topk / a.expert_groups if a.expert_groups else 1.0,
        vocab=float(a.vocab),
        seq=float(seq_len),
        reach=float(reach),
        expert_inner=float(a.expert_hidden),
        expert_outer=float(a.expert_outer),
        latent=float(a.kv_lora_rank is not None),
        expert_bias=float(a.experts > 0 and a.expert_bias),
        blocks=(a.attending_layers + a.mixer_layers + with_mlp) / layers,
        outputs=outputs,
    )
