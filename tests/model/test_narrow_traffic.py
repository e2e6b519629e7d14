"""Traffic in as few bytes as the products that read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.calibrated import calibration
from model.search.search import cluster_machine
from model.stack import Stack, stacks
from model.stack.words import as_told
from model.step.assemble import layout_arrays, problem
from model.step.coefficients import Coefficients
from model.step.communication import data_seconds, tensor_seconds
from model.step.problem import Problem
from model.step.resolve import context, resolve
from model.workload import Precision
from tests.model.factories import instance, layout, workload

CHIP = instance("p6-b200.48xlarge")


def step(stack: Stack, precision: Precision) -> tuple[Problem, Coefficients]:
    """Llama 3 8B on two tensor ranks and four replicas of B200, collectives without a start."""
    work = workload(precision=precision)
    shape = layout_arrays(replace(layout(), tensor_parallel=2, data_parallel=4))
    p = problem(work, cluster_machine(work, CHIP), stack, shape)
    c = resolve(calibration().parameters, context(CHIP.accelerator, work, stack, 2025.0))
    return p, replace(c, collective_latency=0.0)


def tensor_traffic(stack: Stack, precision: Precision) -> float:
    return float(tensor_seconds(*step(stack, precision)))


def bytes_a_weight(stack: Stack, precision: Precision) -> float:
    """Bytes of a weight and its gradient on the wire, the gradient in 16 bits; hops apart."""
    p, c = step(stack, precision)
    wide = float(data_seconds(replace(p, sent_weight_bytes=2.0), c)[0])
    return 4.0 * float(data_seconds(p, c)[0]) / wide


@pytest.mark.parametrize("stack", ["nemo", "megatron-bridge", "megatron-lm"])
@pytest.mark.parametrize(
    ("precision", "gathered"),
    [(Precision.FP8, 1.0), (Precision.MXFP8, 1.03), (Precision.NVFP4, 0.5625)],
)
def test_transformer_engine_gathers_what_it_has_cast(
    stack: str, precision: Precision, gathered: float
) -> None:
    # Four sums are scattered in 16 bits; six inputs are gathered, two of them a second time.
    share = (4 * 2 + 6 * gathered) / (10 * 2)
    wide = tensor_traffic(stacks()[stack], Precision.BF16)
    assert tensor_traffic(stacks()[stack], precision) == pytest.approx(share * wide, rel=1e-3)


@pytest.mark.parametrize("stack", ["torchtitan", "nanotron"])
def test_other_programs_gather_in_16_bits(stack: str) -> None:
    wide = tensor_traffic(stacks()[stack], Precision.BF16)
    assert tensor_traffic(stacks()[stack], Precision.FP8) == pytest.approx(wide)


def test_all_reduces_add_up_in_16_bits_so_nothing_of_them_is_cast() -> None:
    plain = replace(stacks()["nemo"], sequence_parallel=False)
    wide = tensor_traffic(plain, Precision.BF16)
    assert tensor_traffic(plain, Precision.FP8) == pytest.approx(wide)


@pytest.mark.parametrize("stack", ["nemo", "megatron-bridge"])
def test_weights_scaled_by_tensor_travel_in_eight_bits_and_others_in_sixteen(stack: str) -> None:
    # Megatron-Core, DistributedDataParallelConfig: fp8_param_gather.
    assert bytes_a_weight(stacks()[stack], Precision.FP8) == pytest.approx(3.0, rel=0.02)
    assert bytes_a_weight(stacks()[stack], Precision.MXFP8) == pytest.approx(4.0)
    assert bytes_a_weight(stacks()[stack], Precision.NVFP4) == pytest.approx(4.0)


def test_fsdp_sends_weights_in_eight_bits_where_a_source_says_so() -> None:
    # torchao float8: enable_fsdp_float8_all_gather.
    plain = stacks()["torchtitan"]
    told = as_told(plain, "float8 tensorwise with float8 all-gather")
    assert told.sends_casts
    assert not as_told(plain, "float8 without fp8 all-gather").sends_casts
    assert bytes_a_weight(told, Precision.FP8) < bytes_a_weight(plain, Precision.FP8)
    assert bytes_a_weight(told, Precision.BF16) == pytest.approx(4.0)
