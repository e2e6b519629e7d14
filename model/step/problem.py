"""What the step formulas read: model, batch, chip and layout, as arrays of one shape.

Every field is a number or an array; arrays broadcast. The layout search varies the layout
fields for one workload, calibration varies everything, and both use the same formulas.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.architecture import (
    Architecture,
    expert_parameters,
    forward_flops_per_token,
    mtp_layers,
    mtp_projection_weights,
    parameter_count,
)
from model.step.constants import constant

Values = NDArray[np.float64]


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
        expert_inner: inner width of one expert.
        expert_outer: width that a routed expert reads and writes.
        latent: 1 for latent attention (MLA).
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
    expert_inner: float
    expert_outer: float
    latent: float
    blocks: float
    outputs: float


# Mamba-2 and gated delta nets work through a sequence in chunks of this many tokens.
MIXER_CHUNK = constant("mixer_chunk")
SPLIT_EXPERT = constant("split_expert")


@lru_cache(maxsize=4096)
def model_terms(a: Architecture, seq_len: int) -> ModelTerms:
    """The numbers of an architecture that the step formulas need."""
    further, joints = mtp_layers(a), mtp_projection_weights(a)
    outputs = 1.0 + a.mtp_depth
    a = replace(a, mtp_depth=0)
    flops = forward_flops_per_token(a, seq_len)
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
        expert_inner=float(a.expert_hidden),
        expert_outer=float(a.expert_outer),
        latent=float(a.kv_lora_rank is not None),
        blocks=(a.attending_layers + a.mixer_layers + with_mlp) / layers,
        outputs=outputs,
    )


@dataclass(frozen=True, slots=True)
class Machine:
    """One accelerator and its links, as the formulas read them.

    Attributes:
        peak_flops: dense peak in the run's precision at the clock that the chip's power sustains,
            relative to the parts of its generation with full power [FLOP/s].
        expert_flops: the same in the format whose speed experts have [FLOP/s].
        bf16_flops: the same in BF16 [FLOP/s].
        hbm_bytes: memory [B].
        hbm_bytes_per_s: memory bandwidth [B/s].
        link_bytes_per_s: scale-up bandwidth per chip and direction [B/s].
        network_bytes_per_s: network bandwidth per chip and direction [B/s].
        domain: chips that the scale-up link joins.
        host_chips: chips in one machine.
        fp8_copies: copies of an FP8 weight that the products of a step read.
    """

    peak_flops: Any
    expert_flops: Any
    bf16_flops: Any
    hbm_bytes: Any
    hbm_bytes_per_s: Any
    link_bytes_per_s: Any
    network_bytes_per_s: Any
    domain: Any
    host_chips: Any
    fp8_copies: Any


@dataclass(frozen=True, slots=True)
class LayoutArrays:
    """Layouts as arrays (or numbers), one entry per layout.

    Attributes:
        tensor, pipeline, virtual, context, expert, data: degrees of parallelism.
        zero: ZeRO stage.
        shard_group: data-parallel ranks (context ranks included) that share the shards.
        recompute: 0 none, 1 selective, 2 full; in between, that share of the layers in full.
        micro_batch: sequences in one forward pass.
        offload: 1 if optimizer state lives in host memory.
    """

    tensor: Any
    pipeline: Any
    virtual: Any
    context: Any
    expert: Any
    data: Any
    zero: Any
    shard_group: Any
    recompute: Any
    micro_batch: Any
    offload: Any


@dataclass(frozen=True, slots=True)
class Problem(LayoutArrays):
    """One step, or many: layout, model, batch and machine.

    Attributes:
        model: numbers of the architecture.
        machine: chip and links.
        batch: sequences per optimizer step.
        gemm_bytes: bytes of one element that a matrix product reads.
        gathered_bytes: bytes of one activation that tensor ranks gather.
        sent_weight_bytes: bytes of one trained weight on the wire.
        frozen: 1 if the base weights get no gradient.
        frozen_bytes: bytes of one frozen weight on the wire.
        flash: 1 if attention never writes its scores to memory.
        sequence_parallel: 1 if norms are sharded over the tensor-parallel ranks.
        gradient_bytes: bytes of one gradient element on the wire.
        gradient_bytes_kept: bytes of the gradients kept per weight.
        optimizer_bytes: bytes of optimizer state per trained weight.
        weight_bytes: bytes kept of one weight: as it is trained, and as products read it.
        logit_bytes: bytes kept per logit.
        whole_loss: 1 if each tensor rank has the logits of the whole vocabulary.
        early_stop: 1 if full recomputation leaves out a layer's last product.
        whole_graph: 1 if the host launches a whole step as one graph.
        joint_dispatch: 1 if a token is sent once to a domain, and not once to each of its experts.
        overlapped: 1 if experts are exchanged while another micro-batch computes.
        heads_exchanged: 1 if context ranks exchange heads before and after attention, not keys and
            values in a ring.
        fixed_capacity: 1 if each expert gets as many tokens and the others are dropped.
        routed_freely: 1 if the model chooses its experts, 0 if they are given equal work by force.
        by_operation: 1 if selective recomputation keeps every second product.
        attention_again, experts_again, mlp_again, expansion_again: 1 if it computes attention, the
            experts, the MLP of a dense model or what expands latent keys and queries again.
        narrow_rate: rate of products in eight bits, relative to operands scaled by tensor or block.
        lost_share: share of the allocator's memory that nothing can use any more.
    """

    model: Any
    machine: Any
    batch: Any
    gemm_bytes: Any
    gathered_bytes: Any
    sent_weight_bytes: Any
    frozen: Any
    frozen_bytes: Any
    flash: Any
    sequence_parallel: Any
    gradient_bytes: Any
    gradient_bytes_kept: Any
    optimizer_bytes: Any
    weight_bytes: Any
    logit_bytes: Any
    whole_loss: Any
    early_stop: Any
    whole_graph: Any
    joint_dispatch: Any
    overlapped: Any
    heads_exchanged: Any
    fixed_capacity: Any
    routed_freely: Any
    by_operation: Any
    attention_again: Any
    experts_again: Any
    mlp_again: Any
    expansion_again: Any
    narrow_rate: Any
    lost_share: Any

    @property
    def expert_tensor(self) -> Any:
        """Tensor ranks that share one expert; recipes split only wide experts so."""
        room = self.expert <= self.data * self.context
        wide = (self.model.expert_inner > SPLIT_EXPERT) & (self.model.moe_share > 0)
        return np.where(room & wide, self.tensor, 1.0)
