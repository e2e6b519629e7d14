"""What the words of a source tell of how a stack was run."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from model.data_files import rows
from model.stack.stacks import TILED_LOSS, Stack
from model.step.constants import constant

# A schedule that exchanges the experts of one micro-batch while another computes.
OVERLAPPED = (
    r"dualpipe|\b(?:1f1b|moe|a2a|ep|expert)[- _](?:(?:ep|expert|a2a|comm)[- _])?overlap"
    r"|overlap_moe_expert_parallel_comm"
)
# How tokens get to their experts: once a machine, or once an expert.
JOINT, APART = r"deep-?ep|hybrid-?ep|flex dispatcher", r"all-?to-?all|a2a dispatcher"
# What takes back the words after it or before it.
DENIED = r"(?:\b(?:no|not|without|w/o|non)[- ]+|\b(?:un|non))$"
SWITCHED_OFF = r"\w*\s*(?:[=:]|is)?\s*(?:false|none|off|disabled)\b"


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


def as_told(stack: Stack, words: str) -> Stack:
    """The stack with the exchange, the optimizer states and the loss that some words tell of."""
    text = words.lower()
    if says(TILED_LOSS, text):
        stack = replace(stack, logit_bytes=constant("tiled_logit_bytes"))
    told = (size for pattern, size in _optimizer_states() if says(pattern, text))
    stack = replace(stack, optimizer_bytes=next(told, stack.optimizer_bytes))
    if says(OVERLAPPED, text):
        stack = replace(stack, overlapped_exchange=True)
    if says(JOINT, text):
        return replace(stack, joint_dispatch=True)
    return replace(stack, joint_dispatch=False) if says(APART, text) else stack
