"""Keys and values that several tensor ranks hold, each a copy."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.architecture import Architecture, presets
from model.hardware import instances
from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import layout_arrays, problem
from model.step.communication import local_weights
from model.step.problem import Problem
from tests.model.factories import layout, workload

LLAMA_70B = presets()["llama3-70b"].architecture
HEADS = LLAMA_70B.kv_heads


def posed(tensor: int, a: Architecture = LLAMA_70B, instance: str = "p5.48xlarge") -> Problem:
    work = workload(a)
    shape = layout_arrays(layout(tensor_parallel=tensor))
    on = cluster_machine(work, instances()[instance])
    return problem(work, on, stacks()["megatron-lm"], shape)


@pytest.mark.parametrize("tensor", [1, 2, 4, 8])
def test_ranks_with_a_head_each_hold_no_copy(tensor: int) -> None:
    p = posed(tensor)
    assert float(p.copied_width) == 0
    assert float(p.projection_weights) == 8192 * 8192 * 2 + 8192 * 2048


def test_four_ranks_a_head_hold_four_copies() -> None:
    # neuronx-distributed@0598cd8, run_llama2_70B_tp_pp.sh: TP_DEGREE=32, --kv_replicator 4.
    p = posed(32)
    assert float(p.kv_width) == 4 * 2 * HEADS * 128
    assert float(p.projection_weights) == 8192 * 8192 * 2 + 4 * 8192 * 2048


@pytest.mark.parametrize(("tensor", "instance"), [(16, "trn1.32xlarge"), (8, "trn2.48xlarge")])
def test_each_core_of_a_chip_holds_its_copy(tensor: int, instance: str) -> None:
    # 32 NeuronCores as above: two a chip of Trainium1, four logical ones a chip of Trainium2.
    assert float(posed(tensor, instance=instance).kv_width) == 4 * 2 * HEADS * 128


def test_cores_of_one_chip_hold_no_copy() -> None:
    few_heads = replace(LLAMA_70B, kv_heads=2)
    assert float(posed(1, few_heads, "trn2.48xlarge").copied_width) == 0


def test_copies_are_kept_in_memory() -> None:
    # Each of 32 ranks keeps a 32nd of a layer and of three more copies of its keys and values.
    copies = (posed(32).projection_weights - posed(8).projection_weights) / 32 * 80
    dense, _ = local_weights(posed(32))
    without = local_weights(posed(8))[0] * 8 / 32
    assert float(dense - without) == pytest.approx(float(copies), rel=1e-6)


def test_latent_attention_has_a_key_for_each_head() -> None:
    assert float(posed(64, presets()["deepseek-v3"].architecture).copied_width) == 0


@given(st.integers(0, 6), st.integers(0, 6))
def test_more_ranks_never_hold_fewer_copies(one: int, other: int) -> None:
    few, many = sorted((2**one, 2**other))
    assert float(posed(few).copied_width) <= float(posed(many).copied_width)
