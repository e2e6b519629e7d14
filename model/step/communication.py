"""Communication time of one micro-batch and of one step, before overlap."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.step.coefficients import Coefficients
from model.step.compute import rank_tokens, recomputed, recomputed_in_parts
from model.step.constants import constant
from model.step.problem import Problem

LINK_EFFICIENCY = constant("link_efficiency")
RING_HOP = constant("ring_hop")
LINK_HOP_S, NETWORK_HOP_S = constant("link_hop_s"), constant("network_hop_s")


def group_bandwidth(p: Problem, c: Coefficients, stride: Any, ranks: Any) -> Any:
    """Bytes per second and rank that a ring over `ranks` ranks reaches.

    Ranks lie `stride` chips apart. Inside one scale-up domain the ring runs on the link.
    Beyond it, the ranks that share a domain also share out the ring's traffic over their
    network cards, so a group with r ranks per domain moves r times a card's bandwidth.

    Source: hierarchical rings of NCCL (Jeaugey 2019); ZeRO++ (arXiv 2306.10209), section 3.
    """
    link = p.machine.link_bytes_per_s * LINK_EFFICIENCY
    inside = np.clip(p.machine.domain / stride, 1.0, ranks)
    crossed = np.log2(np.maximum(ranks / inside, 1.0))
    network = p.machine.network_bytes_per_s * c.network_efficiency * inside
    network = network / (1.0 + c.congestion * crossed)
    return np.where(ranks * stride <= p.machine.domain, link, np.minimum(link, network))


def start_seconds(p: Problem, c: Coefficients, stride: Any, ranks: Any) -> Any:
    """Latency of one collective: a fixed start and a hop for each further rank of the ring [s]."""
    inside = np.clip(p.machine.domain / stride, 1.0, ranks)
    hops = RING_HOP * (inside - 1.0) + np.log2(np.maximum(ranks / inside, 1.0))
    return np.where(ranks > 1, c.collective_latency * (1.0 + hops), 0.0)


def ring_seconds(p: Problem, c: Coefficients, stride: Any, ranks: Any) -> Any:
    """Latency of one ring over many ranks, its first bytes passed on by each of them [s].

    Source: NCCL's own tuning model, NVIDIA/nccl@01afd20 src/graph/tuning.cc, ring.
    """
    domains = ranks / np.clip(p.machine.domain / stride, 1.0, ranks)
    hops = LINK_HOP_S * (ranks - domains) + NETWORK_HOP_S * (domains - 1.0)
    return np.where(ranks > 1, c.collective_latency + hops, 0.0)


def tensor_seconds(p: Problem, c: Coefficients) -> Any:
    """All-reduces (or gather and scatter pairs) of one layer over tensor ranks [s].

    With sequence parallelism the inputs of products are gathered once more for their weights'
    gradients. Sums are scattered in 16 bits; what products only read can be gathered as they
    read it.

    Source: Korthikanti et al. 2022 (arXiv 2205.05198), section 4.2.2; Transformer Engine,
    transformer_engine/pytorch/distributed.py, gather_along_first_dim.
    """
    scatters = (4.0 + 2.0 * recomputed(p)) * p.model.blocks / 2.0
    gathers = scatters + p.sequence_parallel * p.model.blocks
    share = (p.tensor - 1.0) / p.tensor
    message = share * rank_tokens(p) * p.model.hidden
    moved = message * (2.0 * scatters + p.gathered_bytes * gathers)
    rounds = scatters + p.sequence_parallel * p.model.blocks / 2.0
    latency = (1.0 + p.sequence_parallel) * start_seconds(p, c, 1.0, p.tensor)
    return moved / group_bandwidth(p, c, 1.0, p.tensor) + rounds * latency


def context_seconds(p: Problem, c: Coefficients) -> Any:
    """Traffic of attention between the context ranks, forward and backward, one layer [s].

    Keys and values go around a ring. Where heads are exchanged instead, queries, keys and values
    of a rank's tokens become those of a rank's heads, and its output the other way.

    Source: DeepSpeed-Ulysses (arXiv 2309.14509), section 3.2, for the exchange.
    """
    m, full = p.model, recomputed(p)
    number = rank_tokens(p) / p.tensor * 2.0
    bandwidth = group_bandwidth(p, c, p.tensor, p.context)
    latency = np.where(p.context > 1, c.collective_latency, 0.0)
    around = number * p.kv_width * (p.context - 1.0) / bandwidth + latency * p.context
    swapped = number * (2.0 * m.query_width + p.kv_width) * (1.0 - 1.0 / p.context) / bandwidth
    swapped = swapped + 2.0 * latency
    return np.where(p.heads_exchanged > 0.5, (2.0 + full) * swapped, (3.0 + full) * around)


def expert_exchange_seconds(p: Problem, c: Coefficients) -> Any:
    """Dispatch and combine of one layer, forward and backward [s].

    A token is sent to each of its experts, or once to each domain that holds one of them and is
    copied there. Where they come from a few groups, it reaches only the domains of those.

    Source: DeepEP and DeepSeek-V3 (arXiv 2412.19437), sections 2.1.2 and 3.2.2.
    """
    m = p.model
    full = 0.5 * (recomputed(p) + recomputed_in_parts(p) * p.experts_again)
    rows = rank_tokens(p) / p.tensor * m.expert_outer * 2.0
    inside = np.minimum(p.expert, p.machine.domain)
    domains = np.maximum(p.expert / p.machine.domain, 1.0)
    in_domain = np.maximum(m.groups / domains, 1.0)
    reached = domains * (1.0 - (1.0 - m.groups_share) ** in_domain)
    reached = np.maximum(reached, 1.0)
    visited = reached * (1.0 - (1.0 - 1.0 / reached) ** m.topk)
    joint = p.joint_dispatch > 0.5
    abroad = rows * np.where(joint, visited, m.topk) * (domains - 1.0) / domains
    at_home = rows * m.topk * (inside - 1.0) / np.where(joint, inside, p.expert)
    network = p.machine.network_bytes_per_s * c.exchange_efficiency
    link = p.machine.link_bytes_per_s * LINK_EFFICIENCY
    latency = start_seconds(p, c, 1.0, p.expert)
    one_way = abroad / network + at_home / link + latency
    return m.moe_share * (4.0 + 2.0 * full) * one_way


def pipeline_seconds(p: Problem, c: Coefficients) -> Any:
    """Passing one micro-batch to the next stage and its gradient back [s].

    Each tensor rank sends its share over the network. Without sequence parallelism the receivers
    put the shares together over their link.

    Source: scatter-gather of Narayanan et al. 2021 (arXiv 2104.04473), section 4.1.
    """
    whole = rank_tokens(p) * p.model.hidden * 2.0
    stride = p.tensor * p.context * p.data
    within = stride * p.pipeline <= p.machine.domain
    link = p.machine.link_bytes_per_s * LINK_EFFICIENCY
    network = p.machine.network_bytes_per_s * c.network_efficiency
    passed = whole / p.tensor / np.where(within, link, network)
    apart = (1.0 - p.sequence_parallel) * (p.tensor - 1.0) / p.tensor
    joined = apart * whole / group_bandwidth(p, c, 1.0, p.tensor)
    hops = np.where(p.pipeline > 1, 2.0 * p.virtual, 0.0)
    return hops * (passed + joined + c.collective_latency)


def local_weights(p: Problem) -> tuple[Any, Any]:
    """Weights of one tensor and pipeline rank: (outside experts, in routed experts)."""
    m = p.model
    layers = m.layers / p.pipeline
    embedding = m.embedding_weights / np.minimum(p.pipeline, 2.0)
    dense = layers * (p.projection_weights + m.dense_weights + 2.0 * m.hidden)
    return (dense + embedding) / p.tensor, layers * m.expert_weights / (p.expert * p.expert_tensor)


def data_seconds(p: Problem, c: Coefficients) -> tuple[Any, Any]:
    """Gradient reduction and weight gathering over data ranks.

    Returns:
        Seconds per step (gradients reduced once, weights gathered once) and seconds per
        micro-batch (weights gathered twice and gradients scattered, ZeRO-3).
    """
    dense, experts = local_weights(p)
    trained = 1.0 - p.frozen
    ranks = p.data * p.context
    bandwidth = group_bandwidth(p, c, p.tensor, ranks)
    expert_ranks = np.maximum(p.tensor * ranks / (p.expert * p.expert_tensor), 1.0)
    expert_bandwidth = group_bandwidth(p, c, p.expert, expert_ranks)
    share, expert_share = (ranks - 1.0) / ranks, (expert_ranks - 1.0) / expert_ranks
    seconds = dense * share / bandwidth + experts * expert_share / expert_bandwidth
    # Gradients and weights travel layer by layer.
    layers = p.model.layers / p.pipeline
    latency = 2.0 * layers * ring_seconds(p, c, p.tensor, ranks)
    once = trained * (seconds * (p.gradient_bytes + p.sent_weight_bytes) + latency)
    group = np.maximum(np.minimum(p.shard_group, ranks), 1.0)
    shard_share = (group - 1.0) / group
    shard_bandwidth = group_bandwidth(p, c, p.tensor, group)
    gather = dense * shard_share / shard_bandwidth
    gather = gather + experts * expert_share / expert_bandwidth
    weights = p.sent_weight_bytes * (1.0 - p.frozen) + p.frozen_bytes * p.frozen
    each = gather * (2.0 * weights + trained * p.gradient_bytes)
    each = each + 3.0 * layers * ring_seconds(p, c, p.tensor, group)
    outer = np.where(ranks > group, once - gather * trained * 2.0, 0.0)
    zero3 = p.zero > 2.5
    return np.where(zero3, np.maximum(outer, 0.0), once), np.where(zero3, each, 0.0)
