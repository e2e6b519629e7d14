"""The fitted coefficients of the step formulas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Physical coefficients of one chip and stack; numbers or arrays.

    Attributes:
        matmul_rate: sustained share of the dense peak in large matrix products.
        expert_matmul_rate: the same in the format whose speed experts have.
        expert_rate: rate of grouped expert products relative to `expert_matmul_rate`.
        attention_rate: share of the BF16 peak in attention with heads of 128.
        scan_rate: share of the BF16 peak in the scan of a recurrent mixer.
        logits_rate: share of the BF16 peak in the output projection.
        operand_wait: share of a matrix product's operand traffic that is not hidden.
        memory_traffic: traffic of bandwidth-bound operations relative to a fused stack.
        cast_traffic: traffic of quantisation relative to one read and write per product.
        routing_traffic: traffic of expert permutation relative to fused kernels.
        context_traffic: traffic of merging a ring's chunks or ordering exchanged heads, relative
            to what is counted for it.
        layer_overhead: gaps between the kernels of a layer and micro-batch [s].
        expert_overhead: the same, added by a mixture of experts [s].
        layer_launch: host time to launch a layer's kernels [s].
        expert_launch: the same, added by each local expert [s].
        collective_latency: start of one collective [s].
        network_efficiency: reached share of the network's line rate in rings.
        exchange_efficiency: the same in the exchange between experts.
        congestion: loss of network bandwidth per doubling of the machines in a ring.
        tensor_exposed: share of tensor-parallel traffic that compute does not hide.
        context_exposed: the same for context parallelism.
        expert_exposed: the same for expert parallelism.
        expert_overlap: share of a layer's compute under which the rest of it can hide.
        pipeline_exposed: the same for pipeline transfers.
        data_exposed: share of data-parallel traffic that is never hidden.
        data_overlap: share of the compute window under which the rest can hide.
        straggler: slow-down per doubling of machines.
        step_overhead: data loading, host work and synchronisation of a step [s].
        optimizer_traffic: optimizer memory traffic relative to one pass over its state.
        slowness: time relative to the kernels alone, at least 1.
        layout_loss: time relative to the best layout, where the source does not tell its own.
    """

    matmul_rate: Any
    expert_matmul_rate: Any
    expert_rate: Any
    attention_rate: Any
    scan_rate: Any
    logits_rate: Any
    operand_wait: Any
    memory_traffic: Any
    cast_traffic: Any
    routing_traffic: Any
    context_traffic: Any
    layer_overhead: Any
    expert_overhead: Any
    layer_launch: Any
    expert_launch: Any
    collective_latency: Any
    network_efficiency: Any
    exchange_efficiency: Any
    congestion: Any
    tensor_exposed: Any
    context_exposed: Any
    expert_exposed: Any
    expert_overlap: Any
    pipeline_exposed: Any
    data_exposed: Any
    data_overlap: Any
    straggler: Any
    step_overhead: Any
    optimizer_traffic: Any
    slowness: Any
    layout_loss: Any
