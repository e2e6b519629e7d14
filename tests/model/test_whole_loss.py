"""Logits where tensor ranks share out the vocabulary, and where they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import layout_arrays, problem
from model.step.memory import memory
from tests.model.factories import instance, layout, workload


def logit_bytes(stack: str, tensor_parallel: int, whole_loss: bool | None = None) -> float:
    work, program = workload(), stacks()[stack]
    program = program if whole_loss is None else replace(program, whole_loss=whole_loss)
    shape = layout_arrays(replace(layout(), tensor_parallel=tensor_parallel))
    return float(memory(problem(work, cluster_machine(work, instance()), program, shape)).logits)


@pytest.mark.parametrize("stack", ["megatron-lm", "nemo", "torchtitan"])
def test_a_loss_over_shares_of_the_vocabulary_holds_a_share_of_the_logits(stack: str) -> None:
    # Megatron-LM (arXiv 1909.08053), section 3; TorchTitan's loss_parallel.
    assert logit_bytes(stack, 4) == pytest.approx(logit_bytes(stack, 1) / 4)


@pytest.mark.parametrize("stack", ["fsdp2", "huggingface", "deepspeed"])
def test_a_plain_loss_holds_all_logits_on_each_tensor_rank(stack: str) -> None:
    assert logit_bytes(stack, 4) == pytest.approx(logit_bytes(stack, 1))
    assert logit_bytes(stack, 4, whole_loss=False) < logit_bytes(stack, 4)
