"""One optimizer step: micro-batches through the pipeline, exposed traffic, optimizer."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from model.step import communication as comm
from model.step.coefficients import Coefficients
from model.step.compute import StageTime, stage_time
from model.step.constants import adapter_share, constant
from model.step.problem import Problem

ADAM_BYTES = constant("adam_bytes_per_weight")
ADAM_STATE_BYTES = constant("adam_state_bytes")
MEMORY_EFFICIENCY = constant("memory_efficiency")
HOST_BYTES_PER_S = constant("host_bytes_per_s")
CONTEXT_HIDDEN = constant("context_hidden")
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
    states = dense / group + experts / expert_group
    states = states * (1.0 - (1.0 - adapter_share()) * p.frozen)
    bandwidth = p.machine.hbm_bytes_per_s * MEMORY_EFFICIENCY
    # The state is read and written; the rest is the gradient and the weight.
    moved = ADAM_BYTES + 2.0 * (p.optimizer_bytes - ADAM_STATE_BYTES)
    on_chip = c.optimizer_traffic * moved * states / bandwidth
    return on_chip + p.offload * (p.optimizer_bytes + 4.0) * states / HOST_BYTES_PER_S


@dataclass(frozen=True, slots=True)
class ExposedTraffic:
    """Seconds of traffic of one layer and micro-batch that compute does not hide."""

    tensor: Any
    context: Any
    exchange: Any

    @property
    def total(self) -> Any:
        """All of it [s]."""
        return self.tensor + self.context + self.exchange


def exposed(traffic: Any, share: Any, room: Any) -> Any:
    """What remains of some traffic [s]: a share never hides, the rest does as far as room goes."""
    return share * traffic + np.maximum((1.0 - share) * traffic - room, 0.0)


def exposed_traffic(p: Problem, c: Coefficients, stage: StageTime) -> ExposedTraffic:
    """Tensor, context and expert traffic of one layer beside its compute [s]."""
    around = CONTEXT_HIDDEN * stage.attention
    # While one micro-batch exchanges, another computes: DualPipe (arXiv 2412.19437), section 3.2.1.
    beside = p.overlapped > 0.5
    share = np.where(beside, 0.0, c.expert_exposed)
    room = np.where(beside, 1.0, c.expert_overlap) * stage.layer
    return ExposedTraffic(
        tensor=c.tensor_exposed * comm.tensor_seconds(p, c),
        context=exposed(comm.context_seconds(p, c), c.context_exposed, around),
        exchange=exposed(comm.expert_exchange_seconds(p, c), share, room),
    )


def slowed(stage: StageTime, c: Coefficients) -> StageTime:
    """The stage in its stack: attention is one library call, the rest waits for the others."""
    slower = c.slowness * c.layout_loss
    own = {f.name: slower * getattr(stage, f.name) for f in fields(StageTime)}
    return StageTime(**{**own, "attention": stage.attention})


def step_time(p: Problem, c: Coefficients) -> StepTime:
    """Seconds of one optimizer step, part by part.

    Source: interleaved schedule and its bubble (p - 1) / (m v): Narayanan et al. 2021
    (arXiv 2104.04473), section 2.2; the rest in `compute` and `communication`.
    """
    ideal = stage_time(p, c)
    traffic = exposed_traffic(p, c, ideal)
    stage = slowed(ideal, c)
    layers, loss = pipeline_share(p, stage.layer + traffic.total, stage.logits)
    compute = layers * (stage.layer + traffic.total) + loss * stage.logits
    once, each = comm.data_seconds(p, c)
    room = c.data_overlap * compute
    # The chunks of an interleaved pipeline end one after the other, each with a round of the
    # stages; on average half of that time is left when a chunk has something to send.
    rounds = np.maximum(p.pipeline * (1.0 - 1.0 / p.virtual) / 2.0, 1.0)
    gather = exposed(each, c.data_exposed, room)
    transfer = c.pipeline_exposed * comm.pipeline_seconds(p, c)
    count = micro_batches(p)
    bubble = (p.pipeline - 1.0) / p.virtual * (compute + transfer)
    reduce = exposed(once, c.data_exposed, rounds * room)
    optimizer = optimizer_seconds(p, c)
    busy = count * (compute + gather + transfer) + bubble + reduce + optimizer + c.step_overhead
    machines = p.tensor * p.pipeline * p.context * p.data / p.machine.host_chips
    straggling = busy * c.straggler * np.log2(np.maximum(machines, 1.0))
    parts = {
        **_layer_parts(stage, traffic, count * layers),
        "logits": count * loss * stage.logits,
        "pipeline": count * transfer,
        "bubble": bubble,
        "data": count * gather + reduce,
        "optimizer": optimizer,
        "host": c.step_overhead + 0.0 * busy,
        "stragglers": straggling,
    }
    return StepTime(busy + straggling, {name: parts[name] for name in PARTS})


def _layer_parts(stage: StageTime, traffic: ExposedTraffic, repeats: Any) -> dict[str, Any]:
    """Seconds of a step by what a layer spends them on."""
    return {
        "matmul": repeats * stage.matmul,
        "experts": repeats * stage.experts,
        "attention": repeats * stage.attention,
        "memory": repeats * stage.memory,
        "overhead": repeats * (stage.overhead + stage.waiting),
        "tensor": repeats * traffic.tensor,
        "context": repeats * traffic.context,
        "exchange": repeats * traffic.exchange,
    }
