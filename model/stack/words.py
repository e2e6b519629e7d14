"""What the words of a source tell of how a stack was run."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from model.data_files import rows
from model.stack.stacks import FLASH, TILED_LOSS, Stack
from model.step.constants import constant

# A schedule that exchanges the experts of one micro-batch while another computes.
OVERLAPPED = (
    r"dualpipe|\b(?:1f1b|moe|a2a|ep|expert)[- _](?:(?:ep|expert|a2a|comm)[- _])?overlap"
    r"|overlap_moe_expert_parallel_comm"
)
# How tokens get to their experts: once a machine, or once an expert.
JOINT, APART = r"deep-?ep|hybrid-?ep|flex dispatcher", r"all-?to-?all|a2a dispatcher"
# Tokens that go where the model sends them.
ROUTED_FREELY = (
    r"\b(?:natural(?:ly)?|real)[- ]rout|\brouted by the (?:model|router)"
    r"|force_load_balancing\W*(?:false|0(?![.\d])|off|none)"
)
# As many tokens for each expert, the others dropped.
FIXED_CAPACITY = (
    r"token[- ]?drop(?:s|ped|ping)?\b|tokens? (?:are |were )?dropped|capacity[_ ]factor"
    r"|(?:fixed|static) (?:expert )?capacity"
)
# Context ranks that exchange heads before and after attention.
HEADS_EXCHANGED = (
    r"\bulysses\b|\bcp ?=? ?\d* ?a2a\b|\ba2a (?:cp|context)|cp_comm_type\W*a2a\b(?!\+)"
    r"|all-?to-?all context|\bcontext[- ]parallel\w* (?:by|with|through) (?:a2a|all-?to-?all)"
)
# Context ranks that pass keys and values around a ring.
RING = r"\bring[- ]attention\b|cp_comm_type\W*p2p\b|\bcp ?=? ?\d* ?p2p\b"
# Operands in eight bits with a scale for each row.
ROW_SCALED = r"\brow-?wise\b|\bper-row\b"
# Weights that are gathered in eight bits.
NARROW_GATHER = r"\b(?:fp8|float8)[- ]all-?gather"
# What compiles the layers of a program in PyTorch, and running them as they are written.
COMPILED, EAGER = r"\btorch\.?compile\b|\bcompile\b", r"\beager\b(?! attention)"
# Attention that writes its scores to memory.
UNFUSED = r"unfused (?:\w+ ){0,2}attention|attention (?:is )?unfused|eager attention"
# Recipes that are meant to be fast before all.
PERFORMANCE = r"\bperf(?:ormance)?[-_ ](?:recipe|script|config)"
# Layers that predict tokens beyond the next one.
MTP = r"\bmtp(?:_num_layers)?\b|multi-?token[- ]prediction"
# What takes back the words after it or before it.
DENIED = r"(?:\b(?:no|not|without|w/o(?:ut)?|non|0|disabled?|exclud\w+)[- ]+|\b(?:un|non))$"
SWITCHED_OFF = (
    r"\w*(?: layers?)?\s*(?:(?:[=:(]|is|are|was|were)\s*no\b|(?:[=:(]|is|are|was|were)?\s*"
    r"(?:false|none|off|0(?![.\d])|disabled|not (?:used|included|trained)|excluded|removed)\b"
    r")"
)


def says(pattern: str, text: str) -> bool:
    """Whether a text says something without denying it."""
    return any(
        not re.search(DENIED, text[: found.start()])
        and not re.match(SWITCHED_OFF, text[found.end() :])
        for found in re.finditer(pattern, text)
    )


@lru_cache(maxsize=1)
def _optimizer_states() -> tuple[tuple[str, float], ...]:
    table = rows("optimizer_states.csv")
    return tuple((row["pattern"], float(row["bytes_per_weight"])) for row in table)


def mtp_depth(known: int, stack: Stack, pretraining: bool, words: str) -> int:
    """Tokens beyond the next one that a run was trained to predict.

    Args:
        known: those that its architecture has layers for.
        stack: its program, whose recipes leave such layers out or do not.
        pretraining: fine-tuning leaves them out.
        words: what the source says of the run, which goes first.
    """
    text = words.lower()
    if re.search(MTP, text):
        return max(1, known) if says(MTP, text) else 0
    return known if stack.trains_mtp and pretraining else 0


def _eager(text: str) -> bool:
    if re.search(COMPILED, text):
        return not says(COMPILED, text)
    return says(EAGER, text)


def as_told(stack: Stack, words: str, benchmark: bool = True) -> Stack:
    """The stack with what some words tell of how it was run.

    Args:
        stack: the stack.
        words: what the source says of the run.
        benchmark: the run was published as one, so that it used what is fastest.
    """
    text = words.lower()
    everyday = stack.everyday_gradient_bytes
    if everyday is not None and not benchmark and not says(PERFORMANCE, text):
        stack = replace(stack, gradient_bytes=everyday, gradient_bytes_kept=everyday)
    if says(FLASH, text):
        stack = replace(stack, flash_attention=True)
    if says(UNFUSED, text):
        stack = replace(stack, flash_attention=False)
    stack = replace(stack, eager=stack.compiled and _eager(text))
    if stack.eager:
        stack = replace(stack, logit_bytes=constant("eager_logit_bytes"))
    if says(TILED_LOSS, text):
        stack = replace(stack, logit_bytes=constant("tiled_logit_bytes"))
    told = (size for pattern, size in _optimizer_states() if says(pattern, text))
    stack = replace(stack, optimizer_bytes=next(told, stack.optimizer_bytes))
    if says(ROW_SCALED, text):
        stack = replace(stack, narrow_rate=constant("row_scaled_rate"))
    if says(NARROW_GATHER, text):
        stack = replace(stack, sends_casts=True)
    if says(ROUTED_FREELY, text):
        stack = replace(stack, routed_freely=True)
    if says(HEADS_EXCHANGED, text):
        stack = replace(stack, heads_exchanged=True)
    if says(FIXED_CAPACITY, text):
        stack = replace(stack, fixed_capacity=True)
    if says(OVERLAPPED, text):
        stack = replace(stack, overlapped_exchange=True)
    if says(JOINT, text):
        return replace(stack, joint_dispatch=True)
    return replace(stack, joint_dispatch=False) if says(APART, text) else stack
