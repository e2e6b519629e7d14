"""Sections on the time of one optimizer step."""

from __future__ import annotations

import math
from dataclasses import replace

from model.method.section import Example, Section, Symbol
from model.method.setting import IN_WORDS, LAYOUT, example_coefficients, example_problem
from model.step.communication import (
    LINK_EFFICIENCY,
    LINK_HOP_S,
    NETWORK_HOP_S,
    context_seconds,
    data_seconds,
    expert_exchange_seconds,
    group_bandwidth,
    pipeline_seconds,
    ring_seconds,
    tensor_seconds,
)
from model.step.compute import (
    NARROW_CORE,
    TILE,
    attention_seconds,
    dense_matmul_seconds,
    expert_seconds,
    logits_seconds,
    memory_seconds,
)
from model.step.constants import constant
from model.step.schedule import step_time

P, C = example_problem(), example_coefficients()
LAYER_PARTS = (
    "matmul", "experts", "attention", "memory", "overhead", "logits", "tensor", "context",
    "exchange", "uneven_routing",
)  # fmt: skip


def _matmul() -> Example:
    m, tokens = P.model, P.micro_batch * P.model.seq
    weights = (P.projection_weights + m.dense_weights) / P.tensor
    width = 4 * m.hidden + (2 * m.query_width + P.kv_width + 2 * m.dense_width) / P.tensor
    moved = P.gemm_bytes * weights + 2 * tokens * width
    padded = math.ceil(m.hidden / TILE) * TILE / m.hidden
    work = 2 * tokens * weights / (P.machine.peak_flops * C.matmul_rate / padded)
    wait = C.operand_wait * moved / P.machine.hbm_bytes_per_s
    return Example(
        f"One layer of a micro-batch of {IN_WORDS}: r = {C.matmul_rate:.3f}, "
        f"w = {C.operand_wait:.3f}",
        3 * (work + wait) * 1e3, float(dense_matmul_seconds(P, C)) * 1e3, "ms",
    )  # fmt: skip


MATMUL = Section(
    title="Matrix products",
    text=(
        "A large product runs at a fitted, sustained share of the dense peak; chips under full "
        "load stay well below the data sheet. The part of the operand traffic that the tensor "
        "cores wait for comes on top and makes small products slow. Widths that do not fill whole "
        "tiles leave part of the last one idle. Products of experts have few rows each: they have "
        "a rate of their own, wait for all of their weights and gain nothing from four bits. "
        "Programs that stop recomputing with the last tensor they need leave out the product that "
        "ends a layer. Tensor ranks beyond the key/value heads, "
        "each core of a Trainium chip one, hold copies of them. Such cores share a product's "
        f"columns and move all of its rows: with {NARROW_CORE:g} columns each, they work at half "
        "their rate."
    ),
    formulas=(r"t_{mm} = c\,\Bigl(\frac{2\,T\,W_\ell / t}{r\,P / q} + w\,\frac{B}{\beta}\Bigr)",),
    symbols=(
        Symbol("c", "3 forwards' worth for training, 4 with full recomputation, 2 for LoRA"),
        Symbol("T", "tokens of a micro-batch on one rank"),
        Symbol("W_\\ell", "weights of a layer"),
        Symbol("t", "tensor-parallel ranks"),
        Symbol("r", "sustained share of the peak (fitted)"),
        Symbol("q", "width filled up to whole tiles, relative to itself"),
        Symbol("w", "share of the operand traffic that is not hidden (fitted)"),
        Symbol("B", "operands read and written", "B"),
        Symbol("\\beta", "memory bandwidth", "B/s"),
    ),
    papers=(
        "NVIDIA, Matrix Multiplication Background User's Guide, tile quantization",
        "Williams, Waterman and Patterson 2009 (roofline)",
    ),
    code=(dense_matmul_seconds, expert_seconds, logits_seconds),
    example=_matmul,
)


def _attention() -> Example:
    m, tokens = P.model, P.micro_batch * P.model.seq
    width = m.head_dim / (m.head_dim + 48) * (1 + 48 / 128)
    rate = P.machine.bf16_flops * C.attention_rate * width * m.seq / (m.seq + 512)
    by_hand = 3.5 * m.attention_flops * tokens / P.tensor / rate
    return Example(
        f"One layer of a micro-batch of {IN_WORDS}, flash attention: r = {C.attention_rate:.3f}",
        by_hand * 1e3, float(attention_seconds(P, C)) * 1e3, "ms",
    )  # fmt: skip


ATTENTION = Section(
    title="Attention and memory traffic",
    text=(
        "Flash attention computes scores again in its backward pass: 2.5 forwards there, not 2. "
        "Narrow heads do more exponentials for each FLOP and short sequences fill the chip less. "
        "A ring of context ranks works on chunks, two a rank, so s becomes s/2c there; ranks that "
        "exchange heads instead (Ulysses) attend to whole sequences. Where documents are packed "
        "into a sequence and attention stays within them, s is their length. "
        "Norms, activations, casts, routing, the biases of experts, the merging of a ring's chunks "
        "and QLoRA's 4-bit weights, turned back for each pass, move bytes at memory bandwidth. "
        "Gaps between kernels and a host that launches more slowly than the chip computes are "
        "terms of their own."
    ),
    formulas=(
        r"t_{at} = 3.5\,\frac{4\,a\,h\,\frac{s+1}{2}\,T / t}"
        r"{r\,P_{bf16}\,\frac{h}{h+48}\bigl(1+\frac{48}{128}\bigr)\frac{s}{s+512}}",
        r"t_{me} = \mu\,\frac{B}{0.8\,\beta}",
    ),
    symbols=(
        Symbol("r", "share of the BF16 peak in attention with heads of 128 (fitted)"),
        Symbol("\\mu", "traffic relative to a fused stack (fitted)"),
    ),
    papers=("Dao 2023 (arXiv 2307.08691), FlashAttention-2",),
    code=(attention_seconds, memory_seconds),
    example=_attention,
)


def _tensor() -> Example:
    without = replace(C, collective_latency=0.0)
    message = P.micro_batch * P.model.seq * P.model.hidden * 2
    rounds = 4 + P.sequence_parallel
    share = (P.tensor - 1) / P.tensor
    by_hand = rounds * 2 * share * message / (P.machine.link_bytes_per_s * LINK_EFFICIENCY)
    return Example(
        f"Tensor-parallel traffic of one layer of a micro-batch of {IN_WORDS}, starts left out",
        by_hand * 1e3, float(tensor_seconds(P, without)) * 1e3, "ms",
    )  # fmt: skip


COLLECTIVES = Section(
    title="Collectives",
    text=(
        "Rings move a message's share (r-1)/r over the slowest link they cross. Inside a scale-up "
        "domain that is NVLink or NeuronLink; beyond it, the ranks of one domain share out the "
        "ring's traffic over their network cards. Congestion grows with the logarithm of the "
        "machines crossed. Each collective has a start of its own, longer with more ranks; the "
        "rings of gradients and weights, one a layer, pass their first bytes over every hop. "
        "Context ranks pass keys and values around a ring while they compute, or wait until they "
        "have exchanged heads, as submissions to MLPerf do in LoRA and Transformer Engine does "
        "where a model has windows. "
        "Experts exchange tokens: a token is sent to each of its experts or, with DeepEP or "
        "HybridEP, once to each domain that holds one of them; experts from few groups are in few "
        "domains. Transformer Engine casts activations before tensor ranks gather them; weights "
        "travel in eight bits where NeMo and Megatron-Bridge scale them by tensor, or where a "
        "source says so."
    ),
    formulas=(
        r"t_{tp} = \frac{t-1}{t}\,\frac{V}{\beta_g} + (n_s + n_g)\,\lambda",
        r"V = T\,d\,(2\,\mathrm{B}\;n_s + b\,n_g)",
        r"\beta_g = \min\Bigl(\eta_\ell\,\beta_{link},\ \frac{\eta_n\,\beta_{net}\,r_{in}}"
        r"{1+\kappa\log_2(r/r_{in})}\Bigr)",
        rf"\lambda_{{ring}} = \lambda + {LINK_HOP_S * 1e6:g}\,\mu s\,(r - D)"
        rf" + {NETWORK_HOP_S * 1e6:g}\,\mu s\,(D - 1)",
        r"D = r / r_{in}",
    ),
    symbols=(
        Symbol("n_s", "sums scattered in a layer: 4, 6 where it is recomputed in full"),
        Symbol("n_g", "gathers of a layer: as many, 2 more with sequence parallelism"),
        Symbol("b", "bytes of a gathered number: 2, or as products read it where it is cast first"),
        Symbol("\\beta_g", "bandwidth of the group", "B/s per rank"),
        Symbol("\\lambda", "start of a collective (fitted); an all-reduce does both with one", "s"),
        Symbol("\\eta_n", "reached share of the network's line rate (fitted)"),
        Symbol("\\kappa", "congestion (fitted)"),
        Symbol("r,\\ r_{in}", "ranks of the group, and those inside one domain"),
    ),
    papers=(
        "Jeaugey 2019, NCCL 2.4 (hierarchical rings)",
        "NVIDIA/nccl 2020, src/graph/tuning.cc (latency of a hop)",
        "ZeRO++ (arXiv 2306.10209), 3",
        "Shoeybi et al. 2019 (arXiv 1909.08053), 3",
        "Jacobs et al. 2023 (arXiv 2309.14509), DeepSpeed-Ulysses, 3.2",
    ),
    code=(
        tensor_seconds, group_bandwidth, context_seconds, expert_exchange_seconds,
        pipeline_seconds, ring_seconds, data_seconds,
    ),
    example=_tensor,
)  # fmt: skip


def _bubble() -> Example:
    parts = step_time(P, C).parts
    layers = (name for name in LAYER_PARTS if name != "logits")
    busy = sum(float(parts[name]) for name in layers) + float(parts["pipeline"])
    micro = P.batch / (P.data * P.micro_batch)
    by_hand = (LAYOUT.pipeline_parallel - 1) / (LAYOUT.virtual_pipeline * micro)
    return Example(
        f"Bubble over the work of a stage that has no loss, {IN_WORDS}: p = 4, v = 2, "
        f"m = {micro:.0f}",
        by_hand * 100, float(parts["bubble"]) / busy * 100, "%",
    )  # fmt: skip


BUBBLE = Section(
    title="Pipeline and its bubble",
    text=(
        "The slowest stage sets the pace: it carries the most layers, or the loss where nothing "
        "balances that. Micro-batches fill and drain the pipeline once a step: the slowest stage "
        "stands still for as long as one takes in all others; interleaving v chunks a stage "
        "divides that bubble by v."
    ),
    formulas=(
        r"t_{bubble} = \frac{1}{v} \sum_{i \neq slowest} (t_i + t_{send})",
        r"\frac{t_{bubble}}{m\,(t_i + t_{send})} = \frac{p-1}{v\,m}\ \text{for equal others}",
    ),
    symbols=(
        Symbol("p", "pipeline stages"),
        Symbol("t_i", "one micro-batch in stage i", "s"),
        Symbol("v", "chunks a stage (virtual pipeline)"),
        Symbol("m", "micro-batches of one replica in a step"),
    ),
    papers=("Narayanan et al. 2021 (arXiv 2104.04473), 2.2",),
    code=(step_time,),
    example=_bubble,
)


def _overlap() -> Example:
    parts = step_time(P, C).parts
    micro = P.batch / (P.data * P.micro_batch)
    compute = sum(float(parts[name]) for name in LAYER_PARTS) / micro
    once = float(data_seconds(P, C)[0])
    by_hand = C.data_exposed * once + max((1 - C.data_exposed) * once - C.data_overlap * compute, 0)
    return Example(
        f"Exposed gradient reduction of {IN_WORDS}: {once * 1e3:.0f} ms of traffic, "
        f"e = {C.data_exposed:.3f}, o = {C.data_overlap:.2f}",
        by_hand * 1e3, float(parts["data"]) * 1e3, "ms",
    )  # fmt: skip


OVERLAP = Section(
    title="Overlap, and the whole step",
    text=(
        "A share of each kind of traffic is never hidden, between tensor ranks the less of it the "
        "wider the model; the rest hides as far as the compute beside it has room; an interleaved "
        "pipeline gives gradients and weights the room of half "
        "a round of its stages. The step is the micro-batches, the bubble, the exposed reduction, "
        "the optimizer and the host, times what stragglers cost for each doubling of machines. A "
        "fitted slowness of the kernels holds what else a stack loses; a new program loses more, "
        "one that launches the whole step as one CUDA graph less, in the gaps between its kernels "
        "and on the host too, one that captures parts of a layer on the host alone. A schedule "
        "that exchanges the experts of one micro-batch while another computes hides that traffic "
        "and takes the host longer. Experts that each get as many tokens, the others being "
        "dropped, are launched as one. Published runs whose clock counts start-up, evaluation or "
        "saving have a term of their own, which no step has."
    ),
    formulas=(
        r"t_{exposed} = e\,t + \max\bigl((1-e)\,t - o\,R\,t_{compute},\ 0\bigr)",
        r"R = \max\Bigl(1,\ \frac{p}{2}\bigl(1 - \frac{1}{v}\bigr)\Bigr)",
        r"t_{step} = \bigl(m\,(t_{stage} + t_{send}) + t_{bubble} + t_{data} + t_{opt} + t_{host}"
        r"\bigr)\,\bigl(1 + \sigma\log_2 M\bigr)",
        r"s = 1 + \exp\bigl(s_0 + n\,e^{-a / "
        + f"{constant('settling_years'):g}"
        + r"\,\mathrm{years}}\bigr)",
    ),
    symbols=(
        Symbol("e", "share of the traffic that is never hidden (fitted)"),
        Symbol("o", "share of the compute under which the rest can hide (fitted)"),
        Symbol("R", "micro-batches' worth of room for gradients and weights, 1 for other traffic"),
        Symbol("\\sigma", "straggling for each doubling (fitted)"),
        Symbol("M", "machines"),
        Symbol("s", "slowness: time of the kernels relative to their own"),
        Symbol("s_0", "what stack, task, kind of model, year and one graph a step add (fitted)"),
        Symbol("n, a", "what a new program adds (fitted), and its age"),
    ),
    papers=("Rajbhandari et al. 2020 (arXiv 1910.02054)", "Calculon (Isaev et al. 2023, SC23)"),
    code=(step_time,),
    example=_overlap,
)

SECTIONS = (MATMUL, ATTENTION, COLLECTIVES, BUBBLE, OVERLAP)
