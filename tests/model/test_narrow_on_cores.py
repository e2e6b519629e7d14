"""Products that the cores of a Trainium chip split among them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.architecture import presets
from model.hardware import instances
from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import layout_arrays, problem
from model.step.compute import dense_matmul_seconds, narrow_on_cores
from model.step.problem import Problem
from model.step.resolve import context, resolve
from tests.model.factories import layout, workload

LLAMA_7B = presets()["llama2-7b"].architecture


def posed(tensor: int, instance: str = "trn1.32xlarge") -> Problem:
    work = workload(LLAMA_7B, seq_len=4096)
    on = cluster_machine(work, instances()[instance])
    return problem(work, on, stacks()["nxd"], layout_arrays(layout(tensor_parallel=tensor)))


def matmul_seconds(tensor: int, instance: str) -> float:
    work = workload(LLAMA_7B, seq_len=4096)
    where = context(instances()[instance].accelerator, work, stacks()["nxd"], 2025.0)
    return float(dense_matmul_seconds(posed(tensor, instance), resolve({}, where)))


def test_a_core_s_width_is_that_of_its_share_of_the_columns() -> None:
    # Llama 2 7B on 8 NeuronCores (neuronx-distributed, tp_zero1_llama2_7b_hf_pretrain.sh): its
    # four products have 4 * 4096 and 3 * 11008 columns, 1544 of each on a core.
    width = (4 * 4096 + 3 * 11008) / 4 / 8
    expected = width / (width + 384) / (1024 / (1024 + 384))
    assert float(narrow_on_cores(posed(4))) == pytest.approx(expected)


def test_chips_with_more_cores_have_narrower_products() -> None:
    assert float(narrow_on_cores(posed(4, "trn2.48xlarge"))) < float(narrow_on_cores(posed(4)))


def test_cores_of_one_chip_may_have_data_of_their_own() -> None:
    whole = (4 * 4096 + 3 * 11008) / 4
    expected = whole / (whole + 384) / (1024 / (1024 + 384))
    assert float(narrow_on_cores(posed(1))) == pytest.approx(expected)


def test_splitting_further_loses_more_on_cores_than_on_a_gpu() -> None:
    def lost(instance: str) -> float:
        return matmul_seconds(16, instance) * 16 / (matmul_seconds(2, instance) * 2)

    assert 1 < lost("p5.48xlarge") < 1.15
    assert lost("trn1.32xlarge") > 1.5


@given(st.integers(0, 5), st.integers(0, 5))
def test_wider_products_are_never_slower_by_the_flop(one: int, other: int) -> None:
    wide, narrow = sorted((2**one, 2**other))
    assert float(narrow_on_cores(posed(wide))) >= float(narrow_on_cores(posed(narrow)))
