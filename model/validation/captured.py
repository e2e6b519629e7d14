"""Whether the host launched the steps of a published run as one CUDA graph."""

from __future__ import annotations

import re

from model.hardware import Accelerator
from model.stack import Stack, platform_features
from model.validation import cells
from model.workload import Task, Workload

# One graph a step, in the words of Megatron-Bridge's recipes, and any word of graphs.
WHOLE_GRAPH = r"(?i)cuda_graph=(?:local/)?full_iteration|full[- ](?:iteration[- ])?cuda[- ]graph"
GRAPH = r"(?i)cuda[_ -]?graph"


def captured(
    words: str, stack: Stack, year: float, chip: Accelerator, workload: Workload, contest: bool
) -> bool:
    """Whether a step was one graph: as said, or else as that release did it.

    Args:
        words: what the source says of the run.
        stack: its program.
        year: date of the program [decimal year].
        chip: the accelerator.
        workload: what it trained.
        contest: it was submitted to a contest of speed, where whatever is faster is switched on.
    """
    if re.search(GRAPH, words):
        return re.search(WHOLE_GRAPH, words) is not None
    since = stack.contest_graphs_since
    if contest and since is not None and year >= since:
        return True
    today = platform_features(chip, workload)
    usual = stack.id == today.stack.id and year >= cells.year("", today.release)
    return usual and workload.task is Task.PRETRAIN and today.stack.whole_graph
