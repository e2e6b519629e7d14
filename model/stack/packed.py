"""How far attention reaches where several documents are packed into one sequence."""

from __future__ import annotations

import re

from model.stack.stacks import Stack
from model.stack.words import says
from model.step.constants import constant
from model.workload import Task

PACKED = r"\bpack(?:ed|ing|s)\b"
# As many documents in a sequence: "~6 documents per 32768-token pack".
PER_SEQUENCE = (
    r"\b([1-9]\d{0,5}) documents (?:per|a|in each) (?:[\w,]+[- ]token )?(?:pack|sequence)"
)
# Attention that stops at the end of a document.
WITHIN = r"\bthd\b|\bvar-?len\b|attention (?:is |stays )?within (?:each )?documents?"


def document_tokens(
    words: str, stack: Stack, task: Task, seq_len: int, benchmark: bool, contest: bool
) -> int | None:
    """Tokens of the documents that a sequence is packed with and attention does not leave.

    Args:
        words: what the source says of the run.
        stack: its program.
        task: what it trained.
        seq_len: length of a packed sequence [tokens].
        benchmark: the run was published as a benchmark: its data are short questions and answers.
        contest: it was submitted to MLPerf, whose fine-tuning attends to the whole sequence.

    Returns:
        The mean over tokens, or None where a sequence is one document to attention.
    """
    text = words.lower()
    counted = re.search(PER_SEQUENCE, text)
    if counted:
        return max(1, seq_len // int(counted[1]))
    tuning = task is not Task.PRETRAIN
    length = int(constant("answer_tokens" if tuning else "document_tokens"))
    told = tuning and stack.documents_apart != "" and says(PACKED, text)
    usual = tuning and stack.documents_apart == "usual" and benchmark
    if contest or not (told or usual or says(WITHIN, text)):
        return None
    return min(length, seq_len)
