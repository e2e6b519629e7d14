"""One published run, read from a row of a table with the columns of `training_runs.csv`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from model.architecture import refusal
from model.hardware import Accelerator, Family
from model.layout import Recompute, Sharding
from model.stack import Stack, stack_of
from model.stack.packed import document_tokens
from model.stack.recomputed import parts_named
from model.stack.words import as_told, mtp_depth
from model.units import GIB
from model.validation import cells
from model.validation.as_released import as_released
from model.validation.cells import Row, count, number, text
from model.validation.read_accelerator import read_accelerator
from model.validation.read_architecture import read_architecture
from model.validation.read_links import network_bytes_per_s, scale_up_domain
from model.workload import Precision, Task, Workload

DEGREES = (
    "tensor_parallel",
    "pipeline_parallel",
    "virtual_pipeline",
    "context_parallel",
    "expert_parallel",
    "data_parallel",
)


@dataclass(frozen=True, slots=True)
class PartialLayout:
    """A layout as far as its source tells it; None for what it does not say."""

    tensor_parallel: int | None
    pipeline_parallel: int | None
    virtual_pipeline: int | None
    context_parallel: int | None
    expert_parallel: int | None
    micro_batch: int | None
    sharding: Sharding | None
    shard_group: int
    offload: bool
    recompute: Recompute | None


@dataclass(frozen=True, slots=True)
class PublishedRun:
    """One published measurement.

    Attributes:
        id: identifier of the row.
        source: who published it.
        model: the model's name, for grouping and display only.
        workload: what one step computes.
        accelerator: the chip.
        accelerators: how many.
        per_host: chips in one machine.
        network_bytes_per_s: network bandwidth per chip and direction [B/s].
        domain: chips that the scale-up link joins.
        stack: training stack.
        year: date of the software [decimal year].
        layout: the layout as far as it is known.
        tokens_per_s: measured tokens per second and chip; None if the row has none.
        peak_memory_bytes: measured peak memory per chip [B], if any.
        beyond_steps: the measured time counts start-up, evaluation or saving too.
        benchmark: its source publishes benchmarks.
    """

    id: str
    source: str
    model: str
    workload: Workload
    accelerator: Accelerator
    accelerators: int
    per_host: int
    network_bytes_per_s: float
    domain: int
    stack: Stack
    year: float
    layout: PartialLayout
    tokens_per_s: float | None
    peak_memory_bytes: float | None
    beyond_steps: bool
    benchmark: bool

    @property
    def group(self) -> tuple[str, str, int, str]:
        """Runs of one group are near-twins: the same model, chip, number and precision."""
        precision = self.workload.precision.value
        return (self.model, self.accelerator.id, self.accelerators, precision)


def read_run(row: Row) -> PublishedRun:
    """A published run from its row.

    Raises:
        ValueError: a cell that nothing can stand in for is missing; the text says which.
    """
    chip = read_accelerator(row)
    trainium = chip.family is Family.TRAINIUM
    framework = text(row, "framework")
    year = cells.year(text(row, "date"), framework)
    chips = _accelerators(row)
    stages = count(row, "pipeline_parallel") or 1
    ranks = (count(row, "tensor_parallel") or 1) * stages
    # The precision cell of some sources also names the kernels: "bf16 (TE)".
    kernels = text(row, "precision") if "(" in text(row, "precision") else ""
    named = f"{framework} {kernels}"
    ways = ("tensor_parallel", "pipeline_parallel", "data_parallel", "sharding")
    laid_out = any(text(row, key) for key in ways)
    stack = stack_of(named, trainium, ranks > 1, year, text(row, "source"), stages > 1, laid_out)
    per_host = count(row, "accel_per_node") or (16 if trainium else 8)
    workload = _workload(row, chip, framework, chips)
    words = f"{framework} {text(row, 'notes')} {text(row, 'precision')}"
    benchmark = cells.benchmarked(text(row, "source"))
    stack = as_told(stack, words, benchmark)
    parts = parts_named(text(row, "recompute"), words)
    stack = stack if parts is None else replace(stack, recomputes=parts)
    workload = _as_trained(workload, stack, words)
    contest = cells.submitted(text(row, "source"))
    stack = as_released(words, stack, year, chip, workload, contest)
    within = document_tokens(words, stack, workload.task, workload.seq_len, benchmark, contest)
    workload = replace(workload, document_tokens=within)
    peak = number(row, "peak_mem_gib")
    return PublishedRun(
        id=text(row, "id"),
        source=text(row, "source"),
        model=text(row, "model"),
        workload=workload,
        accelerator=chip,
        accelerators=chips,
        per_host=per_host,
        network_bytes_per_s=network_bytes_per_s(text(row, "internode_net"), chip, per_host),
        domain=scale_up_domain(chip, per_host, text(row, "internode_net")),
        stack=stack,
        year=year,
        layout=_layout(row, chips, stack, chip),
        tokens_per_s=number(row, "tokens_per_s_per_accel"),
        peak_memory_bytes=None if peak is None else peak * GIB,
        beyond_steps=cells.beyond_steps(words),
        benchmark=benchmark,
    )


def _as_trained(workload: Workload, stack: Stack, words: str) -> Workload:
    """The work with as many tokens predicted at each place as the run was trained for."""
    a = workload.architecture
    depth = mtp_depth(a.mtp_depth, stack, workload.task is Task.PRETRAIN, words)
    return replace(workload, architecture=replace(a, mtp_depth=depth))


def _accelerators(row: Row) -> int:
    chips = count(row, "n_accelerators")
    if chips is not None:
        return chips
    degrees = [count(row, key) for key in DEGREES if key not in ("virtual_pipeline",)]
    product = 1
    for degree in (*degrees[:3], degrees[4]):
        product *= degree or 1
    return product if product > 1 else count(row, "accel_per_node") or 1


def _workload(row: Row, chip: Accelerator, framework: str, chips: int) -> Workload:
    a = read_architecture(row)
    reason = refusal(a) or _other_training(framework + " " + text(row, "task"))
    if reason:
        raise ValueError(reason)
    kind = cells.task(text(row, "task"))
    precision = cells.precision(text(row, "precision"))
    if precision is None:
        vendor = re.search(r"nvidia|nemo|mlperf", (framework + text(row, "source")).lower())
        tuned = kind is Task.LORA and vendor and chip.fp8_flops
        precision = Precision.FP8 if tuned else Precision.BF16
    if chip.peak_flops(precision) is None:
        precision = Precision.FP8 if chip.fp8_flops else Precision.BF16
    seq = cells.sequence(row)
    if seq is None:
        raise ValueError("seq_len is blank: the work of a token depends on it")
    batch = count(row, "global_batch_seqs") or 0
    if batch < (count(row, "data_parallel") or 1):  # blank, or not a whole sequence a replica
        batch = _usual_batch(row, chips, seq)
    return Workload(a, kind, precision, seq, batch)


def _other_training(words: str) -> str | None:
    """Why a kind of training cannot be predicted, or None if it can."""
    found = re.search(r"(?i)\b(dpo|orpo|kto|ppo|grpo|rlhf)\b", words)
    if found is None:
        return None
    return (
        f"{found.group()} is not modelled: it runs more models than one, or generates text, so "
        "that its tokens per second do not compare with those of training."
    )


def _usual_batch(row: Row, chips: int, seq: int) -> int:
    """A batch that fills the ranks and the pipeline and has about four million tokens."""
    stages = count(row, "pipeline_parallel") or 1
    model_ranks = stages * (count(row, "tensor_parallel") or 1)
    unit = max(1, chips // model_ranks) * (count(row, "micro_batch") or 1)
    rounds = 4 * stages if stages > 1 else 1
    return unit * max(rounds, round(4e6 / seq / unit))


def _layout(row: Row, chips: int, stack: Stack, chip: Accelerator) -> PartialLayout:
    degree = {key: count(row, key) for key in DEGREES}
    micro = count(row, "micro_batch")
    if chip.family is Family.TRAINIUM:
        degree, micro = _cores_to_chips(degree, micro, chips, chip.ranks)
    fixed = 1
    for key in ("tensor_parallel", "pipeline_parallel", "context_parallel"):
        fixed *= degree[key] or 1
    if chips % fixed:  # the cells contradict the number of chips: keep the number, search the rest
        degree = dict.fromkeys(DEGREES)
    degree = _last_degree(degree, chips)
    sharding, group, offload = cells.sharding(text(row, "sharding"))
    if group == degree["data_parallel"] and str(group) in text(row, "sharding"):
        # All of them, and those that share a sequence with them.
        group = 0
    if sharding is Sharding.WEIGHTS and (degree["pipeline_parallel"] or 1) > 1:
        # Under a pipeline, FSDP gathers the weights once a step and keeps them: Llama 3
        # (arXiv 2407.21783), section 3.3.2; the default of torchtitan.
        sharding = Sharding.GRADIENTS
    return PartialLayout(
        tensor_parallel=degree["tensor_parallel"],
        pipeline_parallel=degree["pipeline_parallel"],
        virtual_pipeline=degree["virtual_pipeline"] or _interleaving(row),
        context_parallel=degree["context_parallel"],
        expert_parallel=degree["expert_parallel"],
        micro_batch=micro,
        sharding=sharding,
        shard_group=group,
        offload=offload,
        recompute=cells.recompute(text(row, "recompute"))
        or cells.recompute(stack.recompute_default),
    )


def _interleaving(row: Row) -> int | None:
    """Stages of a rank as far as the name of the schedule tells; None where it is not named.

    An interleaved pipeline that does not say how often has two stages a rank, the least.
    """
    words = f"{text(row, 'framework')} {text(row, 'notes')}".lower()
    if re.search(r"\bnon-? ?interleaved|\bno interleaving", words):
        return 1
    twice = r"interleaved[-_ ]*1f1b|1f1b[-_ ]*interleaved|interleaved (?:pipeline|schedule)"
    if re.search(twice, words):
        return 2
    plain = r"(?<!not )\b1f1b\b(?![-_ ]*(?:\w+[-_ ])?(?:ep|a2a|moe|expert|overlap))"
    return 1 if re.search(plain, words) else None


def _last_degree(degree: dict[str, int | None], chips: int) -> dict[str, int | None]:
    """The degrees with the one filled in for which the others and the chips leave no choice.

    Where two are missing and one of them is the context-parallel degree, that one is taken as 1.
    """
    names = ("tensor_parallel", "pipeline_parallel", "data_parallel", "context_parallel")
    missing = [name for name in names if degree[name] is None]
    known = math.prod(degree[name] or 1 for name in names)
    if not missing or missing[1:] not in ([], ["context_parallel"]) or chips % known:
        return degree
    return {**degree, missing[0]: chips // known}


def _cores_to_chips(
    degree: dict[str, int | None], micro: int | None, chips: int, usual: int
) -> tuple[dict[str, int | None], int | None]:
    """Trainium layouts count NeuronCores; the model counts chips.

    Cores of one chip are taken out of the tensor-parallel degree first, then out of the
    data-parallel one, where one chip then works on several micro-batches at a time. A layout
    without its data-parallel degree is taken to fill the usual number of cores of each chip.
    """
    model_ranks = math.prod(
        degree[key] or 1 for key in ("tensor_parallel", "pipeline_parallel", "context_parallel")
    )
    data = degree["data_parallel"]
    if data is None and degree["tensor_parallel"] and chips * usual % model_ranks == 0:
        data = chips * usual // model_ranks
    if data is None or model_ranks * data % chips or model_ranks * data == chips:
        return degree, micro
    cores = model_ranks * data // chips
    tensor = degree["tensor_parallel"] or 1
    folded = min(cores, tensor) if tensor % min(cores, tensor) == 0 else 1
    changed = dict(degree)
    changed["tensor_parallel"] = tensor // folded
    left = cores // folded
    changed["data_parallel"] = data // left
    return changed, None if micro is None else micro * left
