"""Memory per accelerator, by category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.step.communication import local_weights
from model.step.compute import rank_tokens, recomputed, recomputed_by_operation
from model.step.constants import adapter_share, constant
from model.step.problem import Problem
from model.step.schedule import micro_batches
from model.units import GIB

RUNTIME_BYTES = constant("runtime_gib") * GIB
FRAGMENTATION = constant("fragmentation")


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes per accelerator.

    Attributes:
        weights: weights in training precision (frozen ones in their own).
        gradients: gradients that are kept.
        optimizer: master weights and Adam moments on the accelerator.
        activations: saved for the backward pass, for all micro-batches in flight.
        logits: output of the model and its gradient.
        communication: buffers of collectives and gathered weights.
        runtime: context of the runtime and libraries.
        fragmentation: allocator reserve.
    """

    weights: Any
    gradients: Any
    optimizer: Any
    activations: Any
    logits: Any
    communication: Any
    runtime: Any
    fragmentation: Any

    @property
    def total(self) -> Any:
        """All categories [B]."""
        return (
            self.weights
            + self.gradients
            + self.optimizer
            + self.activations
            + self.logits
            + self.communication
            + self.runtime
            + self.fragmentation
        )


def activation_bytes_per_token(p: Problem) -> Any:
    """Bytes that one layer keeps of one token for its backward pass.

    Source: Korthikanti et al. 2022 (arXiv 2205.05198), section 4, generalised to grouped
    queries, gated MLPs, experts and narrow operands. Selective recomputation of experts keeps
    what they were sent and not what they return: DeepSeek-V3 (arXiv 2412.19437), section 3.2.3.
    """
    m = p.model
    share = np.where(p.sequence_parallel > 0.5, p.tensor, 1.0)
    narrow = np.clip(p.gemm_bytes, 1.0, 2.0)
    selective = (p.recompute >= 1) & (p.flash > 0.5)
    # Residual stream, both norms and the inputs of both halves of the layer.
    stream = (2.0 * 2.0 + 2.0 * narrow + 2.0) * m.hidden * m.blocks / 2.0
    stream = stream * np.where(selective, 0.8, 1.0)
    # Queries, keys, values and the output; latent attention can expand its keys again.
    heads = 2.0 * (2.0 * m.query_width + p.kv_width)
    heads = heads * np.where(selective & (m.latent > 0.5), 0.4, 1.0)
    again = np.where(m.moe_share > 0, p.experts_again, p.mlp_again)
    inner = np.where(selective, 0.67 * (1.0 - again), 1.0)
    inner = narrow * 1.5 * (m.dense_width + m.expert_width) * inner
    routed = np.where(selective, narrow * (1.0 - p.experts_again), 2.0 + narrow)
    routed = routed * m.moe_share * m.topk * m.expert_outer
    scores = np.where(p.recompute >= 1, 0.0, score_bytes_per_token(p))
    kept = stream / share + (heads + inner + routed + scores) / p.tensor
    # Input and output of the layer, queries, values, attention, and one half of a gated MLP or
    # the first product of another.
    widths = 2.0 * m.query_width + 0.5 * p.kv_width
    widths = widths * np.where(m.latent > 0.5, 0.4, 1.0)
    widths = widths + np.maximum(m.last_weights / m.hidden, 0.5 * m.dense_width)
    second = 2.0 * widths / p.tensor + 2.0 * m.hidden * m.blocks / share + routed / p.tensor
    full, by_operation = recomputed(p), recomputed_by_operation(p)
    rest = 1.0 - full - by_operation
    return full * 2.0 * m.hidden / share + by_operation * second + rest * kept


def score_bytes_per_token(p: Problem) -> Any:
    """Bytes of one layer's attention scores of one token, over all tensor ranks.

    Source: Korthikanti et al. 2022 (arXiv 2205.05198), section 4.1.
    """
    return (1.0 - p.flash) * 5.0 * p.model.heads * p.model.seq


def micro_batches_in_flight(p: Problem) -> tuple[Any, Any]:
    """Micro-batches whose activations the first and the last stage hold at their peaks.

    Source: Narayanan et al. 2021 (arXiv 2104.04473), section 2.2.
    """
    ahead = np.where(p.virtual > 1.0, (p.pipeline - 1.0) / p.virtual, 0.0)
    last = p.pipeline - (p.pipeline - 1.0) / p.virtual
    rounds = micro_batches(p)
    return np.minimum(p.pipeline + ahead, rounds), np.minimum(last, rounds)


def memory(p: Problem) -> Memory:
    """Memory of the fullest accelerator, by category."""
    m = p.model
    dense, experts = local_weights(p)
    ranks = p.data * p.context
    group = np.maximum(np.minimum(p.shard_group, ranks), 1.0)
    expert_ranks = np.maximum(p.tensor * ranks / (p.expert * p.expert_tensor), 1.0)
    expert_group = np.minimum(expert_ranks, np.where(p.zero > 2.5, group, expert_ranks))
    held = [dense / np.where(p.zero > z, group, 1.0) for z in (2.5, 1.5, 0.5)]
    held_experts = [experts / np.where(p.zero > z, expert_group, 1.0) for z in (2.5, 1.5, 0.5)]
    trained = 1.0 - (1.0 - adapter_share(m.hidden)) * p.frozen
    state = (1.0 - p.offload) * trained
    tokens = rank_tokens(p)
    layers = m.layers / p.pipeline
    per_token = activation_bytes_per_token(p)
    first_holds, last_holds = micro_batches_in_flight(p)
    a_micro_batch = layers * tokens * per_token
    # One layer is alive while it is recomputed, the widest tensors twice.
    working = tokens * (m.hidden * 16.0 + 4.0 * (m.dense_width + m.expert_width) / p.tensor)
    scores = tokens * np.where(p.recompute >= 1, score_bytes_per_token(p), 0.0) / p.tensor
    loss_ranks = np.where(p.whole_loss > 0.5, 1.0, p.tensor)
    logits = m.outputs * tokens * m.vocab / loss_ranks * p.logit_bytes
    # Only the last stage has logits, and it holds the fewest micro-batches.
    at_the_end = logits > (first_holds - last_holds) * a_micro_batch
    saved = a_micro_batch * np.where(at_the_end, last_holds, first_holds)
    logits = np.where(at_the_end, logits, 0.0)
    gathered = np.where(p.zero > 2.5, 4.0 * (dense + experts) / layers * 2.0, 0.0)
    buffers = gathered + tokens * m.hidden * 4.0 * np.where(p.tensor * p.expert > 1, 2.0, 1.0)
    first = Memory(
        weights=p.weight_bytes * (held[0] + held_experts[0]),
        gradients=p.gradient_bytes_kept * (held[1] + held_experts[1]) * state,
        optimizer=p.optimizer_bytes * (held[2] + held_experts[2]) * state,
        activations=saved + np.where(p.recompute > 1, working, 0.5 * working) + scores,
        logits=logits,
        communication=buffers,
        runtime=RUNTIME_BYTES,
        fragmentation=0.0,
    )
    reserve = FRAGMENTATION * (first.activations + first.logits + first.communication)
    allocated = first.total - first.runtime + reserve
    reserve = reserve + allocated * p.lost_share / (1.0 - p.lost_share)
    return Memory(
        first.weights,
        first.gradients,
        first.optimizer,
        first.activations,
        first.logits,
        first.communication,
        first.runtime,
        reserve,
    )
