"""Sections on how much there is to compute and to hold: parameters, FLOPs, memory."""

from __future__ import annotations

from model.architecture import flops_per_token, parameter_count
from model.architecture.flops import forward_flops_per_token, mean_context
from model.method.section import Example, Section, Symbol
from model.method.setting import LLAMA_8B, example_problem
from model.step.communication import local_weights
from model.step.constants import constant
from model.step.memory import activation_bytes_per_token, memory, micro_batches_in_flight

A = LLAMA_8B


def _parameters() -> Example:
    attention = A.hidden * A.head_dim * (2 * A.heads + 2 * A.kv_heads)
    layer = attention + 3 * A.hidden * A.ffn_hidden + 2 * A.hidden
    by_hand = 2 * A.vocab * A.hidden + A.layers * layer + A.hidden
    return Example(
        f"Llama 3.1 8B: V = {A.vocab:,}, d = {A.hidden:,}, L = {A.layers}, a = {A.heads}, "
        f"g = {A.kv_heads}, h = {A.head_dim}, f = {A.ffn_hidden:,}",
        float(by_hand), float(parameter_count(A).total), "parameters",
    )  # fmt: skip


PARAMETERS = Section(
    title="Parameters",
    text=(
        "Counted exactly from the dimensions, for every published architecture to the last weight. "
        "The formula is that of a decoder with grouped queries and a gated MLP; the code also "
        "counts experts, routers, latent attention, recurrent mixers, biases, tied embeddings and "
        "encoders."
    ),
    formulas=(r"N = 2Vd + L\,\bigl(d\,h\,(2a + 2g) + 3\,d f + 2d\bigr) + d",),
    symbols=(
        Symbol("N", "parameters"),
        Symbol("V", "vocabulary"),
        Symbol("d", "hidden size"),
        Symbol("L", "layers"),
        Symbol("a,\\ g", "query heads, key/value heads"),
        Symbol("h", "head size"),
        Symbol("f", "inner size of the MLP"),
    ),
    papers=("Vaswani et al. 2017 (arXiv 1706.03762)", "DeepSeek-V2 (arXiv 2405.04434), 2.1"),
    code=(parameter_count,),
    example=_parameters,
)


def _flops() -> Example:
    seq = 8192
    weights = A.hidden * A.head_dim * (2 * A.heads + 2 * A.kv_heads) + 3 * A.hidden * A.ffn_hidden
    matrix = 2 * (A.layers * weights + A.hidden * A.vocab)
    attention = A.layers * 4 * A.heads * A.head_dim * (seq + 1) / 2
    return Example(
        f"Llama 3.1 8B at {seq:,} tokens, forward and backward",
        3 * (matrix + attention), flops_per_token(A, seq).total, "FLOP per token",
    )  # fmt: skip


FLOPS = Section(
    title="Model FLOPs and MFU",
    text=(
        "Two FLOPs for each weight that takes part in a matrix product, and attention only over "
        "the pairs that the causal mask keeps. Backward costs twice forward, or once where weights "
        "are frozen (LoRA). A model that is trained to predict tokens beyond the next one has one "
        "more layer and output for each. Recomputation is never counted, so MFU is useful work "
        "over the dense peak of the precision."
    ),
    formulas=(
        r"F = 3\,\Bigl(2\,W + 4\,L\,a\,h\,\tfrac{s+1}{2}\Bigr)",
        r"\mathrm{MFU} = \frac{F \cdot \text{tokens/s per chip}}{P}",
    ),
    symbols=(
        Symbol("F", "work of one training token", "FLOP"),
        Symbol("W", "weights in matrix products, the output projection with them"),
        Symbol("s", "sequence length", "tokens"),
        Symbol("P", "dense peak of the chip in the precision", "FLOP/s"),
    ),
    papers=(
        "Korthikanti et al. 2022 (arXiv 2205.05198), appendix A",
        "PaLM (arXiv 2204.02311), appendix B, for MFU",
        "Hu et al. 2021 (arXiv 2106.09685) for LoRA",
        "DeepSeek-V3 (arXiv 2412.19437), 2.2, for tokens beyond the next",
    ),
    code=(flops_per_token, forward_flops_per_token, mean_context),
    example=_flops,
)


def _memory() -> Example:
    p = example_problem()
    dense, experts = local_weights(p)
    by_hand = constant("adam_state_bytes") * (float(dense) + float(experts)) / (p.data * p.context)
    return Example(
        f"Optimizer state of one of 64 H100 that trains Llama 3.1 8B with tensor 2, pipeline 4 and "
        f"ZeRO-1 over 8 ranks: {float(dense) / 1e9:.3f} billion weights a rank",
        by_hand, float(memory(p).optimizer), "B",
    )  # fmt: skip


MEMORY = Section(
    title="Memory",
    text=(
        "Weights, kept gradients, Adam's state, activations of the micro-batches in flight, "
        "logits, buffers, the runtime and a reserve for fragmentation, on the fullest chip. A "
        "layout is taken when all of it is within 95 % of the chip's memory. Shards are by "
        "ZeRO stage; selective recomputation drops what is cheap to compute again, full "
        "recomputation keeps only the input of each layer. TorchTitan's selective recomputation "
        "keeps attention and every second product; where a source lists the modules that are "
        "computed again (attention, experts, the MLP, the expansion of latent keys), these are. "
        "Only the last stage of a pipeline has logits, and it holds the fewest micro-batches: the "
        "fuller of the first and the last stage counts. "
        "Before PyTorch 2.1 (October 2023) "
        f"{constant('lost_share'):.0%} was lost between blocks. Nine in ten published peaks are "
        f"above 1/{constant('memory_overestimate'):.2f} of what is predicted: only beyond that is "
        "a published layout called impossible."
    ),
    formulas=(
        r"M = M_w + M_g + \frac{o\,n}{z} + M_a + M_c + M_0",
        r"M_a = \max\Bigl(\frac{L}{p}\,T\,b_a\,k,\ \frac{L}{p}\,T\,b_a\,k' + M_\ell\Bigr)",
        r"k = \min\Bigl(p + \tfrac{p-1}{v},\ m\Bigr)",
        r"k' = \min\Bigl(p - \tfrac{p-1}{v},\ m\Bigr)",
    ),
    symbols=(
        Symbol("n", "weights of one tensor and pipeline rank"),
        Symbol("o", "optimizer state of a weight: 12 for Adam in 32 bits, less where told", "B"),
        Symbol("z", "ranks that share the optimizer's state"),
        Symbol("T", "tokens of a micro-batch on one rank"),
        Symbol("b_a", "bytes that a layer keeps of one token", "B"),
        Symbol(
            "k,\\ k'",
            "micro-batches in flight on the first stage (p where v = 1) and the last, of m a step",
        ),
        Symbol("p,\\ v", "pipeline stages, chunks a stage"),
        Symbol("M_w,\\ M_g,\\ M_a", "weights, gradients, activations with logits", "B"),
        Symbol("M_\\ell,\\ M_c,\\ M_0", "logits, buffers, runtime", "B"),
    ),
    papers=(
        "Rajbhandari et al. 2020 (arXiv 1910.02054), 3.1",
        "Korthikanti et al. 2022 (arXiv 2205.05198), 4",
        "Narayanan et al. 2021 (arXiv 2104.04473), 2.2",
    ),
    code=(memory, activation_bytes_per_token, micro_batches_in_flight),
    example=_memory,
)

SECTIONS = (PARAMETERS, FLOPS, MEMORY)
