"""What the recipes of a release did where a published run does not say it."""

from __future__ import annotations

import re
from dataclasses import replace

from model.hardware import Accelerator
from model.stack import Stack, platform_features
from model.stack.words import RING, says
from model.validation import cells
from model.workload import Task, Workload

# One graph a step, in the words of Megatron-Bridge's recipes, and any word of graphs.
WHOLE_GRAPH = r"(?i)cuda_graph=(?:local/)?full_iteration|full[- ](?:iteration[- ])?cuda[- ]graph"
# The same in those since v0.5.0.
CAPTURED_RECIPE = r"(?i)cuda_graph=full_iteration"
GRAPH = r"(?i)cuda[_ -]?graph"
# Graphs of parts of a layer, as Transformer Engine captures them.
PARTS_GRAPH = (
    r"(?i)cuda_graph=transformer_engine|\b(?:te|partial|router|attn|attention)[ -]cuda[ -]graphs?"
    r"|cuda graphs? for (?:the )?(?:router|attention)"
)


def as_released(
    words: str, stack: Stack, year: float, chip: Accelerator, workload: Workload, contest: bool
) -> Stack:
    """The stack of a run as its release and its purpose made it, where its words leave that open.

    Args:
        words: what the source says of the run.
        stack: its program, as those words have it.
        year: date of the program [decimal year].
        chip: the accelerator.
        workload: what it trained.
        contest: it was submitted to a contest of speed, which trains a model to a target: its
            router is at work, and whatever is faster is switched on.
    """
    lora = contest and workload.task is Task.LORA and not says(RING, words.lower())
    heads = lora and _since(stack.contest_lora_heads_since, year)
    whole = _captured(words, stack, year, chip, workload, contest)
    return replace(
        stack,
        whole_graph=whole,
        captured_parts=not whole and re.search(PARTS_GRAPH, words) is not None,
        overlapped_exchange=stack.overlapped_exchange or _beside(words, stack, workload),
        heads_exchanged=stack.heads_exchanged or heads,
        routed_freely=stack.routed_freely or contest,
        biases_apart=stack.biases_apart and not contest,
    )


def _since(start: float | None, year: float) -> bool:
    return start is not None and year >= start


def _beside(words: str, stack: Stack, workload: Workload) -> bool:
    """Whether a recipe that captures a step exchanges experts beside compute."""
    captured = re.search(CAPTURED_RECIPE, words) is not None
    return captured and workload.precision.value in stack.captured_overlaps


def _captured(
    words: str, stack: Stack, year: float, chip: Accelerator, workload: Workload, contest: bool
) -> bool:
    """Whether a step was one CUDA graph."""
    if re.search(GRAPH, words):
        return re.search(WHOLE_GRAPH, words) is not None
    if contest and _since(stack.contest_graphs_since, year):
        return True
    today = platform_features(chip, workload)
    usual = stack.id == today.stack.id and year >= cells.year("", today.release)
    return usual and workload.task is Task.PRETRAIN and today.stack.whole_graph
