"""One optimizer step: micro-batches through the pipeline, exposed traffic, optimizer."""

from __future__ import annotations

from dataclasses import dataclass, fields
from statistics import NormalDist
from typing import Any

import numpy as np

from model.step import communication as comm
from model.step.coefficients import Coefficients
from model.step.compute import StageTime, stage_time
from model.step.constants import adapter_share, constant, expert_load_spread
from model.step.problem import Problem

ADAM_BYTES = constant("adam_bytes_per_weight")
ADAM_STATE_BYTES = constant("adam_state_bytes")
MEMORY_EFFICIENCY = constant("memory_efficiency")
HOST_BYTES_PER_S = constant("host_bytes_per_s")
CONTEXT_HIDDEN = constant("context_hidden")
# Expected largest of n values of a normal distribution, for n = 1, 2, 3 ... Source: Blom 1958,
# Statistical Estimates and Transformed Beta-Variables: the quantile (n - 3/8) / (n + 1/4).
LARGEST = np.array([NormalDist().inv_cdf((n - 0.375) / (n + 0.25)) for n in range(1, 1025)])
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
    "uneven_routing",
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

    Args:
        p: the layouts.
        layer: one layer [s].
        logits: what follows the model's own layers: the loss and layers for further tokens [s].

    Returns:
        Layers of the slowest stage, and the share of the loss it carries. Stacks that take
        layers from the last stage (or count embedding and loss as layers) balance the loss.
    """
    chunks, own = p.pipeline * p.virtual, p.model.layers - p.model.further
    even = np.ceil(own / chunks) * p.virtual
    uneven = own / p.pipeline
    balanced = np.mod(own, chunks) != 0
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
    states = states * (1.0 - (1.0 - adapter_share(p.model.hidden)) * p.frozen)
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


def exposed_traffic(
    p: Problem, c: Coefficients, stage: StageTime, load: Any = 1.0
) -> ExposedTraffic:
    """Tensor, context and expert traffic of one layer beside its compute [s].

    Args:
        p: the layouts.
        c: coefficients of the step.
        stage: compute of one layer.
        load: tokens of the fullest rank of experts over the mean.
    """
    around = CONTEXT_HIDDEN * stage.attention
    # While one micro-batch exchanges, another computes: DualPipe (arXiv 2412.19437), section 3.2.1.
    beside = p.overlapped > 0.5
    share = np.where(beside, 0.0, c.expert_exposed)
    room = np.where(beside, 1.0, c.expert_overlap) * stage.layer
    # Attention waits for all of its heads, a ring computes on what it has.
    waiting = np.where(p.heads_exchanged > 0.5, 1.0, c.context_exposed)
    return ExposedTraffic(
        tensor=c.tensor_exposed * comm.tensor_seconds(p, c),
        context=exposed(comm.context_seconds(p, c), waiting, around),
        exchange=exposed(load * comm.expert_exchange_seconds(p, c), share, room),
    )


def uneven_load(p: Problem) -> Any:
    """How much more than the mean the fullest rank of experts has to do, as a share of the mean.

    Loads of single experts spread by themselves; a rank with several of them evens that out, and
    all ranks wait for the fullest one, the more of them the longer.
    """
    ranks = np.clip(p.expert, 1.0, len(LARGEST))
    largest = LARGEST[np.asarray(ranks - 1.0).astype(np.int64)]
    each = expert_load_spread() * np.sqrt(ranks / np.maximum(p.model.experts, ranks))
    return p.routed_freely * (1.0 - p.fixed_capacity) * each * largest


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
    traffic, stage = exposed_traffic(p, c, ideal), slowed(ideal, c)
    uneven = uneven_load(p)
    fullest = exposed_traffic(p, c, ideal, 1.0 + uneven)
    waiting = fullest.exchange - traffic.exchange + uneven * stage.experts
    layer = stage.layer + traffic.total + waiting
    last = stage.logits + p.model.further * layer
    layers, loss = pipeline_share(p, layer, last)
    compute = layers * layer + loss * last
    # The slowest stage stands still while a micro-batch passes all others.
    others = np.maximum((p.model.layers - p.model.further) * layer + last - compute, 0.0)
    layers = layers + loss * p.model.further
    once, each = comm.data_seconds(p, c)
    room = c.data_overlap * compute
    # The chunks of an interleaved pipeline end one after the other, each with a round of the
    # stages; on average half of that time is left when a chunk has something to send.
    rounds = np.maximum(p.pipeline * (1.0 - 1.0 / p.virtual) / 2.0, 1.0)
    gather = exposed(each, c.data_exposed, room)
    transfer = c.pipeline_exposed * comm.pipeline_seconds(p, c)
    count = micro_batches(p)
    bubble = (others + (p.pipeline - 1.0) * transfer) / p.virtual
    reduce = exposed(once, c.data_exposed, rounds * room)
    optimizer = optimizer_seconds(p, c)
    busy = count * (compute + gather + transfer) + bubble + reduce + optimizer + c.step_overhead
    machines = p.tensor * p.pipeline * p.context * p.data / p.machine.host_chips
    straggling = busy * c.straggler * np.log2(np.maximum(machines, 1.0))
    parts = {
        **_layer_parts(stage, traffic, count * layers),
        "uneven_routing": count * layers * waiting,
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
