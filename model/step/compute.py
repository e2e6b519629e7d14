"""Time of one micro-batch on one pipeline stage: matrix products, attention, memory traffic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.step.coefficients import Coefficients
from model.step.constants import adapter_share, constant
from model.step.problem import Problem

# A matrix that is not a multiple of a tile leaves part of its last one idle.
TILE = constant("tile_columns")
MEMORY_EFFICIENCY = constant("memory_efficiency")
NARROW_EXPERT, REFERENCE_EXPERT = constant("narrow_expert"), constant("reference_expert")
NARROW_CORE, REFERENCE_CORE = constant("narrow_core"), constant("reference_core")
NARROW_HEAD, REFERENCE_HEAD = constant("narrow_head"), constant("reference_head")
LAUNCHED_EXPERTS = constant("launched_experts")
SHORT_SEQUENCE = constant("short_sequence")
LATENT_EXPANSION = constant("latent_expansion")


@dataclass(frozen=True, slots=True)
class StageTime:
    """Seconds of one micro-batch, forward and backward.

    `logits` is of the output projections and losses, the others are of one layer; `waiting`
    is for a host that launches kernels more slowly than the chip runs them.
    """

    matmul: Any
    experts: Any
    attention: Any
    memory: Any
    overhead: Any
    logits: Any
    waiting: Any

    @property
    def layer(self) -> Any:
        """Seconds of one layer."""
        return (
            self.matmul + self.experts + self.attention + self.memory + self.overhead + self.waiting
        )


def recomputed(p: Problem) -> Any:
    """Share of the layers that are computed again as a whole."""
    return np.clip(p.recompute - 1.0, 0.0, 1.0)


def recomputed_by_operation(p: Problem) -> Any:
    """Share of the layers that keep every second product and attention, and no other output."""
    return np.where(p.recompute >= 1, p.by_operation * (1.0 - recomputed(p)), 0.0)


def recomputed_in_parts(p: Problem) -> Any:
    """Share of the layers that compute some of their parts again and keep the others."""
    selective = 1.0 - recomputed(p) - recomputed_by_operation(p)
    return np.where(p.recompute >= 1, selective, 0.0)


def passes(p: Problem) -> tuple[Any, Any]:
    """How often a weight's product and an attention product are computed.

    Returns:
        Forward-equivalents of a weight's matrix product (3 for training, 2 with frozen
        weights, 1 more with full recomputation) and of an attention product.
    """
    weights = 3.0 - p.frozen * (1.0 - 2 * adapter_share(p.model.hidden)) + recomputed(p)
    again = recomputed(p) + recomputed_in_parts(p) * p.attention_again
    # Flash attention computes the scores again in its backward pass: 2.5 forwards, not 2.
    attention = 3.0 + 0.5 * p.flash + again
    return weights, attention


def not_again(p: Problem) -> Any:
    """Share of the layers whose recomputation leaves out the product that ends them.

    Source: torch.utils.checkpoint, `early_stop`; XLA drops what nothing reads.
    """
    return p.early_stop * recomputed(p)


def rank_tokens(p: Problem) -> Any:
    """Tokens of one micro-batch on one rank."""
    return p.micro_batch * p.model.seq / p.context


def padding(width: Any) -> Any:
    """What a width grows to, relative to itself, when filled up to whole tiles."""
    return np.ceil(width / TILE) * TILE / width


def half_at(size: Any, half: float) -> Any:
    """Share of its full rate that a product of some size reaches: a half at `half`."""
    return size / (size + half)


def dense_matmul_seconds(p: Problem, c: Coefficients) -> Any:
    """Attention projections, dense MLP and shared experts of one layer [s].

    Arithmetic at the sustained rate plus the part of the operand traffic that the tensor cores
    wait for; the second term is what makes small products slow. Where the cores of a chip are ranks
    of their own, each has a share of a product's columns and moves all of its rows.
    """
    m, tokens = p.model, rank_tokens(p)
    weights, _ = passes(p)
    # Keys and the attention output, or every second projection of latent attention, and one half
    # of a gated MLP or the second product of another.
    second = m.hidden * (m.query_width + 0.5 * p.kv_width)
    second = np.where(m.latent > 0.5, 0.5 * p.projection_weights, second)
    second = second + np.maximum(m.last_weights, 0.5 * m.hidden * m.dense_width)
    second = np.minimum(second / (p.projection_weights + m.dense_weights), 1.0)
    weights = weights + recomputed_by_operation(p) * second
    again = np.where(m.moe_share > 0, p.experts_again, p.mlp_again) * m.dense_weights
    again = again + p.expansion_again * LATENT_EXPANSION * p.projection_weights
    again = again / (p.projection_weights + m.dense_weights)
    weights = weights + recomputed_in_parts(p) * again
    weights = weights - not_again(p) * m.last_weights / (p.projection_weights + m.dense_weights)
    flops = 2.0 * tokens * (p.projection_weights + m.dense_weights) / p.tensor
    width = 4.0 * m.hidden + (2.0 * m.query_width + p.kv_width + 2.0 * m.dense_width) / p.tensor
    moved = p.gemm_bytes * (p.projection_weights + m.dense_weights) / p.tensor
    moved = moved + 2.0 * tokens * width
    rate = p.machine.peak_flops * c.matmul_rate * p.narrow_rate / padding(m.hidden)
    rate = rate * np.where(p.machine.ranks > 1, narrow_on_cores(p), 1.0)
    return weights * (flops / rate + c.operand_wait * moved / p.machine.hbm_bytes_per_s)


def narrow_on_cores(p: Problem) -> Any:
    """Rate of a layer's dense products on the cores of a chip, by their mean width.

    Source: AWS Neuron, NKI performance guide, on arithmetic intensity.
    """
    m = p.model
    products = 2.0 + 2.0 * (m.dense_width > 0)
    width = (p.projection_weights + m.dense_weights) / (m.hidden * products)
    width = width / (p.tensor * p.splitting_cores)
    return half_at(width, NARROW_CORE) / half_at(REFERENCE_CORE, NARROW_CORE)


def expert_seconds(p: Problem, c: Coefficients) -> Any:
    """Routed experts of one layer [s]: grouped products with few rows per expert."""
    m, tokens = p.model, rank_tokens(p)
    weights, _ = passes(p)
    # No grouped product is kept.
    weights = weights + recomputed_by_operation(p) + recomputed_in_parts(p) * p.experts_again
    flops = 2.0 * tokens * m.routed_weights / p.tensor
    # Experts are spread over `expert` ranks of the tensor x context x data group.
    local = m.expert_weights / (p.expert * p.expert_tensor)
    rows = tokens / p.tensor * m.topk
    moved = 2.0 * (rows * m.moe_share * 2.0 * m.expert_outer + tokens * m.expert_width / p.tensor)
    width = m.expert_inner / p.expert_tensor
    narrow = half_at(width, NARROW_EXPERT) / half_at(REFERENCE_EXPERT, NARROW_EXPERT)
    tiles = padding(width) * padding(m.expert_outer)
    rate = p.machine.expert_flops * c.expert_matmul_rate * c.expert_rate
    rate = rate * p.narrow_rate * narrow / tiles
    # Each product reads every expert's weights; the last reads and writes their gradients. With
    # few rows an expert, nothing hides that.
    stored = (weights - 1.0) * p.gemm_bytes + (1.0 - p.frozen) * 2.0 * p.gradient_bytes_kept
    stored = local * stored / (p.machine.hbm_bytes_per_s * MEMORY_EFFICIENCY)
    return weights * (flops / rate + c.operand_wait * moved / p.machine.hbm_bytes_per_s) + stored


def attention_seconds(p: Problem, c: Coefficients) -> Any:
    """Query-key and attention-value products of one layer [s].

    Narrow heads do more exponentials per FLOP, short sequences fill the chip less.
    """
    m, tokens = p.model, rank_tokens(p)
    _, again = passes(p)
    flops = np.where(p.flash > 0.5, m.attention_flops, m.full_attention_flops)
    flops = flops * tokens / p.tensor
    width = half_at(m.head_dim, NARROW_HEAD) / half_at(REFERENCE_HEAD, NARROW_HEAD)
    # Causal ring attention gives each rank two chunks of the sequence and works chunk by chunk.
    ring = (p.context > 1) & (p.heads_exchanged < 0.5)
    chunk = np.where(ring, m.seq / (2.0 * p.context), m.seq)
    length = half_at(np.minimum(chunk, m.reach), SHORT_SEQUENCE)
    rate = p.machine.bf16_flops * c.attention_rate * width * length
    # Unfused attention writes and reads its score matrix about ten times each way.
    scores = (1.0 - p.flash) * m.heads / p.tensor * m.seq * tokens * 2.0 * 7.0
    scan = m.scan_flops * tokens / p.tensor / (p.machine.bf16_flops * c.scan_rate)
    return again * (flops / rate + scan + scores / (p.machine.hbm_bytes_per_s * MEMORY_EFFICIENCY))


def memory_seconds(p: Problem, c: Coefficients) -> Any:
    """Norms, residuals, activations, rotary embedding, casts and routing of one layer [s].

    Frozen weights kept narrower than products read them are written out for each pass over them.

    Source: QLoRA (arXiv 2305.14314), section 3, for the 4-bit weights; Megatron-LM,
    megatron/core/transformer/moe/experts.py, `_apply_bias`, for the biases of experts.
    """
    m, tokens = p.model, rank_tokens(p)
    full = recomputed(p) + recomputed_by_operation(p)
    share = np.where(p.sequence_parallel > 0.5, p.tensor, 1.0)
    stream = (20.0 + 30.0 + 20.0 * full) * m.hidden / share * m.blocks / 2.0
    inner = 2.0 * (m.dense_width + m.expert_width) * (1.5 + 2.5 + 1.5 * full) / p.tensor
    heads = 2.0 * (m.query_width + p.kv_width) * (2.0 + 2.0 + 2.0 * full) / p.tensor
    cast = np.where(p.gemm_bytes < 2.0, 1.0, 0.0) * c.cast_traffic
    width = m.hidden * 2 + (m.dense_width + m.expert_width + m.query_width) / p.tensor
    routing = m.moe_share * m.topk * m.expert_outer / p.tensor * 24.0 * c.routing_traffic
    # A bias is weighted, added in 32 bits, joined and rounded (28 bytes a number); backward, it is
    # widened, weighted, summed for the bias and for the weight, rounded and joined (40 bytes).
    biases = m.expert_bias * p.biases_apart * (28.0 + 40.0 + 28.0 * full)
    biases = biases * m.moe_share * m.topk * m.expert_outer / p.tensor
    # What came from other ranks of a ring is merged into the output and its gradients, read and
    # written in 32 bits: 40 bytes a number, assumed. Exchanged heads are only put in order, before
    # and after, forward and backward: 16 bytes.
    numbers = np.where(p.heads_exchanged > 0.5, 16.0, 40.0)
    merged = (1.0 - 1.0 / p.context) * (m.query_width + p.kv_width) / p.tensor * numbers
    merged = merged * c.context_traffic
    moved = tokens * (stream + inner + heads + cast * 3.0 * 3.0 * width + routing + biases + merged)
    dense = (p.projection_weights + m.dense_weights) / p.tensor
    weights = dense + m.expert_weights / (p.expert * p.expert_tensor)
    narrow = np.where(p.frozen_bytes < p.gemm_bytes, p.frozen, 0.0)
    unpacked = narrow * (p.frozen_bytes + p.gemm_bytes)
    moved = moved + (2.0 + full) * unpacked * weights
    return c.memory_traffic * moved / (p.machine.hbm_bytes_per_s * MEMORY_EFFICIENCY)


def overhead_seconds(p: Problem, c: Coefficients) -> Any:
    """Gaps between the kernels of one layer [s]."""
    full = 1.0 + 0.33 * (recomputed(p) + recomputed_by_operation(p))
    return full * (c.layer_overhead + p.model.moe_share * c.expert_overhead)


def launch_seconds(p: Problem, c: Coefficients) -> Any:
    """Host time to launch the kernels of one layer [s]; local experts have their own.

    Their products are launched over several streams and their casts for many at once: the time
    grows as the square root of their number. With as many tokens for each they are one batched
    product. A step captured as one graph is launched once.

    Source: NVIDIA, CUDA C++ Programming Guide, CUDA Graphs.
    """
    full = 1.0 + 0.33 * (recomputed(p) + recomputed_by_operation(p))
    local = LAUNCHED_EXPERTS * np.sqrt(p.model.experts / p.expert / LAUNCHED_EXPERTS)
    experts = p.model.moe_share * c.expert_launch * local * (1.0 - p.fixed_capacity)
    single = full * (c.layer_launch * p.model.blocks / 2.0 + experts)
    return (1.0 - p.whole_graph) * single


def launch_bound(work: Any, launch: Any) -> Any:
    """Seconds of a layer whose host runs ahead or falls behind: a smooth maximum."""
    return np.sqrt(np.sqrt(np.square(np.square(work)) + np.square(np.square(launch))))


def logits_seconds(p: Problem, c: Coefficients) -> Any:
    """Output projections and losses of one micro-batch [s], always in BF16."""
    m, tokens = p.model, p.model.outputs * rank_tokens(p)
    flops = (3.0 - p.frozen) * 2.0 * tokens * m.logits_weights / p.tensor
    seconds = flops / (p.machine.bf16_flops * c.logits_rate)
    traffic = tokens * m.vocab / p.tensor * 20.0
    return seconds + c.memory_traffic * traffic / (p.machine.hbm_bytes_per_s * MEMORY_EFFICIENCY)


def stage_time(p: Problem, c: Coefficients) -> StageTime:
    """Seconds of one micro-batch: per layer by kind of work, and of the loss."""
    matmul, experts = dense_matmul_seconds(p, c), expert_seconds(p, c)
    attention, traffic = attention_seconds(p, c), memory_seconds(p, c)
    work = matmul + experts + attention + traffic
    return StageTime(
        matmul=matmul,
        experts=experts,
        attention=attention,
        memory=traffic,
        overhead=overhead_seconds(p, c),
        logits=logits_seconds(p, c),
        waiting=launch_bound(work, launch_seconds(p, c)) - work,
    )
