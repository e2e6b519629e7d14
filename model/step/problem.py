"""What the step formulas read: model, batch, chip and layout, as arrays of one shape.

Every field is a number or an array; arrays broadcast. The layout search varies the layout
fields for one workload, calibration varies everything, and both use the same formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.step.constants import constant

Values = NDArray[np.float64]

SPLIT_EXPERT = constant("split_expert")


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
        ranks: cores of a chip that are ranks of their own; 1 for a GPU.
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
    ranks: Any
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
        biases_apart: 1 if expert biases are added by kernels of their own.
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
    biases_apart: Any
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
    def splitting_cores(self) -> Any:
        """Cores of a chip that are ranks of their own and share its part of a tensor.

        Where chips share a tensor all of them do; within one chip they may as well have data of
        their own, and are taken for one.
        """
        return np.where(np.asarray(self.tensor) > 1, self.machine.ranks, 1.0)

    @property
    def copied_width(self) -> Any:
        """Width of the copies of keys and values: more tensor ranks than heads of them share one.

        Source: grouped-query attention (arXiv 2305.13245), section 2.2; `kv_replicator` of
        NeuronX Distributed.
        """
        ranks = self.tensor * self.splitting_cores
        copies = np.maximum(ranks / self.model.kv_heads, 1.0) - 1.0
        return copies * self.model.kv_heads_width

    @property
    def kv_width(self) -> Any:
        """Width of keys and values together over all tensor ranks, copies included."""
        return self.model.kv_width + self.copied_width

    @property
    def projection_weights(self) -> Any:
        """Attention weights of a layer over all tensor ranks, copies included."""
        return self.model.projection_weights + self.model.hidden * self.copied_width

    @property
    def expert_tensor(self) -> Any:
        """Tensor ranks that share one expert; recipes split only wide experts so."""
        room = self.expert <= self.data * self.context
        wide = (self.model.expert_inner > SPLIT_EXPERT) & (self.model.moe_share > 0)
        return np.where(room & wide, self.tensor, 1.0)
