"""Training stacks and the properties that set their step time, from `model/data/stacks.csv`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from model.data_files import optional_float, optional_int, rows
from model.stack.recomputed import Part
from model.step.constants import constant

UNKNOWN = "unknown"
UNPLACED = "unplaced"
# Names of losses that never hold the logits in full.
TILED_LOSS = (
    r"liger|fused (?:linear )?cross|tiled|chunk(?:ed|s|ing)?[- ]?(?:ce|cross|loss)|loss[- ]?chunk"
)
# Names of attention kernels that are made for one chip generation.
TUNED_KERNELS = r"\bfa3\b|\bfa4\b|cudnn|transformer ?engine|\(te\b|\bte\)"
# Names of attention that never writes its scores to memory, and what denies it.
FLASH = r"flash|\bfa-?[1-4]\b|xformers|\bsdpa\b"
FLASH_2 = r"flash-?\s?att\w*[- ](?:v?2\b)|\bfa-?2\b"
NO_FLASH = r"(?:\bno|without|w/o|before|non-?)[ -](?:\w+ )?flash"

# What is said of a stack by naming the library that nearly all of them stand on.
GENERIC = r"(?:pytorch|torch|jax|xla|cuda|python|[\s\d.,+/()-])*"


@dataclass(frozen=True, slots=True)
class Stack:
    """One training stack.

    Attributes:
        id: stable identifier.
        family: stacks that share their design.
        flash_attention: attention never writes its scores to memory.
        attention_kernel: `tuned` for the chip's own kernels (cuDNN, FlashAttention-3 and
            later), `portable` for FlashAttention-2, `triton` for the first FlashAttention.
        tuned_since: before, its kernel was a portable one [decimal year]; None if it never was.
        expandable_since: before, its allocator lost memory between blocks (PyTorch before 2.1)
            [decimal year]; None if it never did.
        sequence_parallel: norms are sharded over tensor-parallel ranks.
        gradient_bytes: bytes of one gradient element on the wire.
        gradient_bytes_kept: bytes of the gradients kept per weight.
        everyday_gradient_bytes: both, where its recipes for performance are not used; None if that
            makes no difference.
        optimizer_bytes: bytes of optimizer state per trained weight: two moments and the copy of
            the weight that the update is added to.
        logit_bytes: bytes kept per logit; little where the loss is computed in tiles.
        whole_loss: each tensor rank has the logits of the whole vocabulary.
        low_precision_weights: weights are kept in FP8 when matrix products run in FP8, and travel
            so where they are scaled by tensor.
        keeps_casts: what products read in FP8 or FP4 is cast once a step and kept.
        gathers_casts: tensor ranks gather activations as products read them, cast before.
        interleaves: its recipes interleave the pipeline where a run does not say.
        micro_batch_a_stage: a pipeline gets one micro-batch a stage where a run does not say.
        early_stop: full recomputation of a layer ends with the last tensor its backward pass needs,
            so the MLP's output product is not computed again.
        joint_dispatch: a token is sent once to a machine and copied there (DeepEP, HybridEP), not
            once to each of its experts.
        trains_mtp: its recipes train the layers that predict further tokens, where a model has
            them.
        overlapped_exchange: experts are exchanged while another micro-batch computes.
        captured_overlaps: precisions in which its recipes do so that capture a step as one graph.
        contest_graphs_since: since then its submissions to contests of speed (MLPerf) launch CUDA
            graphs [decimal year]; None if they do not.
        contest_lora_heads_since: since then the LoRA of such submissions exchanges heads between
            context ranks [decimal year]; None if it does not.
        windows_exchange_heads: context ranks exchange heads where a model has sliding windows,
            which its ring does not know.
        compiled: its published runs compile their layers (torch.compile), unless they say no.
        recompute_by_operation: its selective recomputation keeps the output of attention and of
            every second matrix product, and computes all others again.
        recompute_in_parts: it can recompute some of the layers and not the others.
        recompute_default: what its recipes recompute where a run does not say; may be empty.
        zero_default: ZeRO stage where a run does not say; None to search.
        documents_apart: whether attention stays within the documents that its fine-tuning packs
            into a sequence: never (empty), where a run says that it packs (told), or also in
            benchmarks that say nothing (usual).
        pattern: what its name looks like in a published run.
        since: its first release [decimal year]; None for programs older than the runs here.
        until: a later stack of the same name takes over then [decimal year]; None if none has.
        source: where that comes from.
        retrieved: date it was read.
        notes: what it is, in a few words.
        eager: the layers are not compiled, though those of its published runs are.
        whole_graph: the host launches a whole step as one CUDA graph.
        captured_parts: it launches parts of a layer as CUDA graphs, the others kernel by kernel.
        routed_freely: the model chooses its experts, as in a training; benchmarks give them equal
            work by force.
        heads_exchanged: context ranks exchange heads before and after attention (Ulysses), where
            others pass keys and values around a ring.
        fixed_capacity: each expert gets as many tokens and the others are dropped: the products of
            local experts are one, and the host need not read how tokens are routed.
        sends_casts: sharded weights travel as products read them, though they are not kept so.
        narrow_rate: rate of products in eight bits, relative to operands scaled by tensor or block.
        lost_share: share of the allocator's memory that nothing can use any more.
        recomputes: parts of a layer that its selective recomputation computes again.
        biases_apart: the output biases of experts are weighted and added by kernels of their own.
    """

    id: str
    family: str
    flash_attention: bool
    attention_kernel: str
    tuned_since: float | None
    expandable_since: float | None
    sequence_parallel: bool
    gradient_bytes: float
    gradient_bytes_kept: float
    everyday_gradient_bytes: float | None
    optimizer_bytes: float
    logit_bytes: float
    whole_loss: bool
    low_precision_weights: bool
    keeps_casts: bool
    gathers_casts: bool
    interleaves: bool
    micro_batch_a_stage: bool
    early_stop: bool
    joint_dispatch: bool
    trains_mtp: bool
    overlapped_exchange: bool
    captured_overlaps: tuple[str, ...]
    contest_graphs_since: float | None
    contest_lora_heads_since: float | None
    windows_exchange_heads: bool
    compiled: bool
    recompute_by_operation: bool
    recompute_in_parts: bool
    recompute_default: str
    zero_default: int | None
    documents_apart: str
    pattern: str
    since: float | None
    until: float | None
    source: str
    retrieved: str
    notes: str
    eager: bool = False
    whole_graph: bool = False
    captured_parts: bool = False
    routed_freely: bool = False
    heads_exchanged: bool = False
    fixed_capacity: bool = False
    sends_casts: bool = False
    narrow_rate: float = 1.0
    lost_share: float = 0.0
    recomputes: frozenset[Part] = frozenset((Part.ATTENTION,))
    biases_apart: bool = True


@lru_cache(maxsize=1)
def stacks() -> Mapping[str, Stack]:
    """All stacks by id, the more specific names first."""
    return MappingProxyType({row["stack"]: _stack(row) for row in rows("stacks.csv")})


@lru_cache(maxsize=1024)
def stack_of(
    framework: str,
    trainium: bool,
    model_parallel: bool = False,
    year: float = 2025.0,
    publisher: str = "",
    pipeline: bool = False,
    layout_said: bool = True,
) -> Stack:
    """The stack that a published run's framework text names.

    Args:
        framework: text such as `NeMo (Megatron-Core)`; may be empty.
        trainium: the run is on Trainium, where only Neuron programs run.
        model_parallel: the run uses tensor or pipeline parallelism.
        year: date of the software.
        publisher: text that names who published the run, read where `framework` says nothing
            or only which library every stack stands on.
        pipeline: the run uses pipeline parallelism, which FSDP alone cannot do.
        layout_said: the run says how it is laid out or sharded.

    Returns:
        The first stack whose name fits. Without one, an unknown stack of the family that such a
        run would have used: Neuron on Trainium, Megatron for model parallelism, FSDP without it,
        none in particular where nothing is said of the layout either.
    """
    text = framework.lower()
    named = [publisher.lower(), text] if re.fullmatch(GENERIC, text.strip()) else [text]
    found = next((s for name in named if (s := _named(name, trainium, year))), None)
    if found is None and re.search(r"\bngc\b", text):
        # NVIDIA's containers hold every program; nothing else being named, they mean its own.
        found = _named("nemo", trainium, year)
    if found is None or (pipeline and found.family == "fsdp"):
        usual = (
            "neuron" if trainium
            else "megatron-lm" if model_parallel
            else "fsdp" if layout_said
            else UNPLACED
        )  # fmt: skip
        kin = _named(usual, trainium, year) or stacks()[usual]
        # What is fitted to one stack of a family says nothing of another one.
        found = replace(kin, id=f"{UNKNOWN}-{kin.family}")
    # Submissions to MLPerf choose their kernels.
    before = found.tuned_since is not None and year < found.tuned_since
    if before and "mlperf" not in (text + publisher).lower():
        found = replace(found, attention_kernel="portable")
    if re.search(NO_FLASH, text):
        found = replace(found, flash_attention=False)
    elif re.search(FLASH, text):
        found = replace(found, flash_attention=True)
    if found.attention_kernel == "triton" and re.search(FLASH_2, text):
        found = replace(found, attention_kernel="portable")
    if re.search(TUNED_KERNELS, text):
        found = replace(found, attention_kernel="tuned")
    if found.expandable_since is not None and year < found.expandable_since:
        found = replace(found, lost_share=constant("lost_share"))
    return (
        replace(found, logit_bytes=constant("tiled_logit_bytes"))
        if re.search(TILED_LOSS, text)
        else found
    )


def _named(text: str, trainium: bool, year: float) -> Stack | None:
    """The first stack whose name fits a text."""
    known = (s for s in stacks().values() if s.until is None or year < s.until)
    return next((s for s in known if _names(s, text, trainium)), None)


def _names(stack: Stack, text: str, trainium: bool) -> bool:
    on_platform = (stack.family == "neuron") == trainium
    return on_platform and bool(text.strip()) and re.search(stack.pattern, text) is not None


def _stack(row: Mapping[str, str]) -> Stack:
    return Stack(
        id=row["stack"],
        family=row["family"],
        flash_attention=row["flash_attention"] == "1",
        attention_kernel=row["attention_kernel"],
        tuned_since=optional_float(row["tuned_since"]),
        expandable_since=optional_float(row["expandable_since"]),
        sequence_parallel=row["sequence_parallel"] == "1",
        gradient_bytes=float(row["gradient_bytes"]),
        gradient_bytes_kept=float(row["gradient_bytes_kept"]),
        everyday_gradient_bytes=optional_float(row["everyday_gradient_bytes"]),
        optimizer_bytes=float(row["optimizer_bytes"]),
        logit_bytes=float(row["logit_bytes"]),
        whole_loss=row["whole_loss"] == "1",
        low_precision_weights=row["low_precision_weights"] == "1",
        keeps_casts=row["keeps_casts"] == "1",
        gathers_casts=row["gathers_casts"] == "1",
        interleaves=row["interleaves"] == "1",
        micro_batch_a_stage=row["micro_batch_a_stage"] == "1",
        early_stop=row["early_stop"] == "1",
        joint_dispatch=row["joint_dispatch"] == "1",
        trains_mtp=row["trains_mtp"] == "1",
        overlapped_exchange=row["overlapped_exchange"] == "1",
        captured_overlaps=tuple(row["captured_overlaps"].split("|")),
        contest_graphs_since=optional_float(row["contest_graphs_since"]),
        contest_lora_heads_since=optional_float(row["contest_lora_heads_since"]),
        windows_exchange_heads=row["windows_exchange_heads"] == "1",
        compiled=row["compiled"] == "1",
        recompute_by_operation=row["recompute_by_operation"] == "1",
        recompute_in_parts=row["recompute_in_parts"] == "1",
        recompute_default=row["recompute_default"],
        zero_default=optional_int(row["zero_default"]),
        documents_apart=row["documents_apart"],
        pattern=row["pattern"],
        since=optional_float(row["since"]),
        until=optional_float(row["until"]),
        source=row["source"],
        retrieved=row["retrieved"],
        notes=row["notes"],
    )
