"""Problems for the step formulas, from a workload, a machine, a stack and layouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from model.hardware import Accelerator
from model.layout import Layout
from model.layout.layout import RECOMPUTE_CODE
from model.stack import Stack
from model.stack.recomputed import Part
from model.step.constants import constant
from model.step.model_terms import ModelTerms, model_terms
from model.step.precision import expert_precision
from model.step.problem import LayoutArrays, Machine, Problem
from model.workload import Precision, Task, Workload

ELEMENT_BYTES = {
    precision: constant(f"{precision.value}_bytes")
    for precision in (Precision.BF16, Precision.FP8, Precision.MXFP8, Precision.NVFP4)
}
QLORA_WEIGHT_BYTES = constant("qlora_bytes")


def layout_arrays(layout: Layout) -> LayoutArrays:
    """One layout as numbers."""
    ranks = layout.data_parallel * layout.context_parallel
    return LayoutArrays(
        tensor=float(layout.tensor_parallel),
        pipeline=float(layout.pipeline_parallel),
        virtual=float(layout.virtual_pipeline),
        context=float(layout.context_parallel),
        expert=float(layout.expert_parallel),
        data=float(layout.data_parallel),
        zero=float(layout.sharding),
        shard_group=float(layout.shard_group or ranks),
        recompute=float(RECOMPUTE_CODE[layout.recompute]),
        micro_batch=float(layout.micro_batch),
        offload=float(layout.offload),
    )


def machine(
    chip: Accelerator,
    precision: Precision,
    network_bytes_per_s: float,
    domain: int,
    host_chips: int,
) -> Machine:
    """A chip and its links, in one precision.

    Raises:
        ValueError: the chip cannot compute in that precision.
    """
    peak = chip.peak_flops(precision)
    if peak is None:
        raise ValueError(f"precision = {precision.value}: {chip.name} has no faster path for it")
    return Machine(
        peak_flops=peak * chip.sustained_share,
        expert_flops=(chip.peak_flops(expert_precision(precision)) or peak) * chip.sustained_share,
        bf16_flops=chip.bf16_flops * chip.sustained_share,
        hbm_bytes=chip.hbm_bytes,
        hbm_bytes_per_s=chip.hbm_bytes_per_s,
        link_bytes_per_s=chip.scale_up_bytes_per_s,
        network_bytes_per_s=network_bytes_per_s,
        # Cards without a link between them still share their host's PCIe.
        domain=float(max(domain, host_chips)),
        host_chips=float(host_chips),
        ranks=float(chip.ranks),
        fp8_copies=chip.fp8_copies,
    )


def kept_weight_bytes(workload: Workload, on: Machine, stack: Stack) -> float:
    """Bytes kept of one weight: the weight itself, and what products read in its place.

    Formats with scales of their own for rows and columns keep both. Weights trained in four bits
    stay in BF16 beside their casts.

    Source: Transformer Engine documentation, low precision training, performance considerations:
    tensor usages and transposes on Hopper.
    """
    if workload.task is Task.QLORA:
        return QLORA_WEIGHT_BYTES
    if workload.precision is Precision.BF16:
        return 2.0
    frozen = workload.task is Task.LORA
    per_copy = ELEMENT_BYTES[workload.precision]
    copies = float(on.fp8_copies) if workload.precision is Precision.FP8 else 2.0
    if stack.low_precision_weights and (frozen or workload.precision is not Precision.NVFP4):
        return per_copy * copies
    return 2.0 + (per_copy * copies if stack.keeps_casts else 0.0)


def exchanges_heads(workload: Workload, stack: Stack) -> bool:
    """Whether context ranks exchange heads, not keys and values around a ring."""
    windowed = workload.architecture.sliding_window is not None
    return stack.heads_exchanged or (stack.windows_exchange_heads and windowed)


def problem(workload: Workload, on: Machine, stack: Stack, layouts: LayoutArrays) -> Problem:
    """The step of a workload on a machine under each of some layouts."""
    frozen = workload.task in (Task.LORA, Task.QLORA)
    # On the wire, frozen weights in four bits count as eight.
    narrow = max(1.0, min(2.0, ELEMENT_BYTES[workload.precision]))
    frozen_bytes = narrow if stack.low_precision_weights else 2.0
    gathers_casts = stack.gathers_casts and stack.sequence_parallel
    # Formats with a scale for each block cast weights along both sides, after they were gathered.
    by_tensor = workload.precision is Precision.FP8
    sends_casts = by_tensor and (stack.low_precision_weights or stack.sends_casts)
    return Problem(
        model=model_terms(workload.architecture, workload.seq_len, workload.document_tokens),
        machine=on,
        batch=float(workload.global_batch_seqs),
        gemm_bytes=ELEMENT_BYTES[workload.precision],
        gathered_bytes=min(2.0, ELEMENT_BYTES[workload.precision]) if gathers_casts else 2.0,
        sent_weight_bytes=1.0 if sends_casts else 2.0,
        frozen=float(frozen),
        frozen_bytes=QLORA_WEIGHT_BYTES if workload.task is Task.QLORA else frozen_bytes,
        flash=float(stack.flash_attention),
        sequence_parallel=float(stack.sequence_parallel),
        gradient_bytes=stack.gradient_bytes,
        gradient_bytes_kept=stack.gradient_bytes_kept,
        optimizer_bytes=stack.optimizer_bytes,
        weight_bytes=kept_weight_bytes(workload, on, stack),
        logit_bytes=stack.logit_bytes,
        whole_loss=float(stack.whole_loss),
        early_stop=float(stack.early_stop),
        whole_graph=float(stack.whole_graph),
        joint_dispatch=float(stack.joint_dispatch),
        overlapped=float(stack.overlapped_exchange),
        heads_exchanged=float(exchanges_heads(workload, stack)),
        biases_apart=float(stack.biases_apart),
        fixed_capacity=float(stack.fixed_capacity),
        routed_freely=float(stack.routed_freely),
        by_operation=float(stack.recompute_by_operation),
        attention_again=float(Part.ATTENTION in stack.recomputes),
        experts_again=float(Part.EXPERTS in stack.recomputes),
        mlp_again=float(Part.MLP in stack.recomputes),
        expansion_again=float(Part.EXPANSION in stack.recomputes),
        narrow_rate=stack.narrow_rate if narrow < 2.0 else 1.0,
        lost_share=stack.lost_share,
        **{f.name: getattr(layouts, f.name) for f in fields(LayoutArrays)},
    )


def stacked(problems: Sequence[Problem]) -> Problem:
    """Many single problems as one problem of arrays."""
    flat = {
        f.name: np.array([getattr(p, f.name) for p in problems], dtype=float)
        for f in fields(Problem)
        if f.name not in ("model", "machine")
    }
    return Problem(
        model=_stacked(ModelTerms, [p.model for p in problems]),
        machine=_stacked(Machine, [p.machine for p in problems]),
        **flat,
    )


def _stacked(kind: type[Any], items: Sequence[Any]) -> Any:
    columns = {
        f.name: np.array([getattr(item, f.name) for item in items], dtype=float)
        for f in fields(kind)
    }
    return kind(**columns)
