"""One optimizer step: micro-batches through the pipeline, exposed traffic, optimizer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.step import communication as comm
from model.step.coefficients import Coefficients
from model.step.compute import stage_time
from model.step.problem import Problem

HOST_BYTES_PER_S = 9e9
PARTS = (
    "matmul",
    "experts",
    "attention",
    "memory",
    "overhead",
    "logits",
    "tensor",
    "context",
    "exchange",
    "pipeline",
    "bubble",
    "data",
    "optimizer",
    "host",
    "stragglers",
)


@dataclass(frozen=True, slots=True)
class StepTime:
    """Seconds of one step and where they go, part by part."""

    seconds: Any
    parts: dict[str, Any]


def micro_batches(p: Problem) -> Any:
    """Micro-batches of one replica in a step."""
    return np.maximum(p.batch / (p.data * p.micro_batch), 1.0)


def pipeline_share(p: Problem, layer: Any, logits: Any) -> tuple[Any, Any]:
    """Layers and loss that the slowest stage carries.

    Returns:
        Layers of the slowest stage, and the share of the loss it carries. Stacks that take
        layers from the last stage (or count embedding and loss as layers) balance the loss.
    """
    chunks = p.pipeline * p.virtual
    even = np.ceil(p.model.layers / chunks) * p.virtual
    uneven = p.model.layers / p.pipeline
    balanced = np.mod(p.model.layers, chunks) != 0
    layers = np.where(balanced, np.minimum(even, uneven + 0.5), even)
    spread = uneven * layer + logits / p.pipeline
    heaviest = np.where(balanced, np.maximum(spread, uneven * layer), layers * layer + logits)
    loss = np.where(p.pipeline > 1, (heaviest - layers * layer) / logits, 1.0)
    return layers, np.clip(loss, 0.0, 1.0)


def optimizer_seconds(p: Problem, c: Coefficients) -> Any:
    """Adam over this rank's state [s]: read and write of weights, gradients and moments."""
    dense, experts = comm.local_weights(p)
    ranks = p.data * p.context
    group = np.where(p.zero >= 0.5, np.maximum(np.minimum(p.shard_group, ranks), 1.0), 1.0)
    expert_ranks = np.maximum(p.tensor * ranks / (p.expert * p.expert_tensor), 1.0)
    expert_group = np.where(p.zero >= 0.5, np.minimum(expert_ranks, group), 1.0)
    states = (dense / group + experts / expert_group) * (1.0 - 0.99 * p.frozen)
    on_chip = c.optimizer_traffic * 30.0 * states / (p.machine.hbm_bytes_per_s * 0.8)
    return on_chip + p.offload * 16.0 * states / HOST_BYTES_PER_S


def step_time(p: Problem, c: Coefficients) -> StepTime:
    """Seconds of one optimizer step, part by part.

    Source: interleaved schedule and its bubble (p - 1) / (m v): Narayanan et al. 2021
    (arXiv 2104.04473), section 2.2; the rest in `compute` and `communication`.
    """
    stage = stage_time(p, c)
    tensor = c.tensor_exposed * comm.tensor_seconds(p, c)
    context = comm.context_seconds(p, c)
    hidden = 0.7 * stage.attention
    context = c.context_exposed * context + np.maximum(
        (1.0 - c.context_exposed) * context - hidden, 0.0
    )
    exchange = comm.expert_exchange_seconds(p, c)
    exchange = c.expert_exposed * exchange + np.maximum(
        (1.0 - c.expert_exposed) * exchange - c.expert_overlap * stage.layer, 0.0
    )
    own = stage.layer - stage.attention
    layer = c.slowness * own + stage.attention + tensor + context + exchange
    layers, loss = pipeline_share(p, layer, c.slowness * stage.logits)
    compute = layers * layer + loss * c.slowness * stage.logits
    once, each = comm.data_seconds(p, c)
    gather = c.data_exposed * each
    gather = gather + np.maximum((1.0 - c.data_exposed) * each - c.data_overlap * compute, 0.0)
    transfer = c.pipeline_exposed * comm.pipeline_seconds(p, c)
    micro = compute + gather + transfer
    count = micro_batches(p)
    bubble = (p.pipeline - 1.0) / p.virtual * (compute + transfer)
    reduce = c.data_exposed * once
    reduce = reduce + np.maximum((1.0 - c.data_exposed) * once - c.data_overlap * compute, 0.0)
    optimizer = optimizer_seconds(p, c)
    busy = count * micro + bubble + reduce + optimizer + c.step_overhead
    machines = p.tensor * p.pipeline * p.context * p.data / p.machine.host_chips
    straggling = busy * c.straggler * np.log2(np.maximum(machines, 1.0))
    slow = count * c.slowness * layers
    parts = {
        "matmul": slow * stage.matmul,
        "experts": slow * stage.experts,
        "attention": count * layers * stage.attention,
        "memory": slow * stage.memory,
        "overhead": slow * (stage.overhead + stage.waiting),
        "logits": count * c.slowness * loss * stage.logits,
        "tensor": count * layers * tensor,
        "context": count * layers * context,
        "exchange": count * layers * exchange,
        "pipeline": count * transfer,
        "bubble": bubble,
        "data": count * gather + reduce,
        "optimizer": optimizer,
        "host": c.step_overhead + 0.0 * busy,
        "stragglers": straggling,
    }
    return StepTime(busy + straggling, parts)
