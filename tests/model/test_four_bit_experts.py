"""Routed experts in four bits, which gain nothing over eight on published runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import presets
from model.calibrated import calibration
from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import layout_arrays, problem
from model.step.compute import dense_matmul_seconds, expert_seconds
from model.step.resolve import context, resolve
from model.workload import Precision
from tests.model.factories import instance, layout, workload

QWEN = presets()["qwen3-235b-a22b"].architecture
CHIPS = ["p6-b200.48xlarge", "p6e-gb200.36xlarge", "p6-b300.48xlarge", "p6e-gb300.36xlarge"]
STACK = stacks()["megatron-bridge"]


def seconds(precision: Precision, chip: str) -> tuple[float, float]:
    """Dense products and experts of a layer, without what waits for operands."""
    work = workload(QWEN, seq_len=4096, precision=precision)
    on = instance(chip)
    where = context(on.accelerator, work, STACK, 2026.0)
    c = replace(resolve(calibration().parameters, where), operand_wait=0.0)
    shape = layout_arrays(layout(expert_parallel=8, micro_batch=64))
    p = problem(work, cluster_machine(work, on), STACK, shape)
    return float(dense_matmul_seconds(p, c)), float(expert_seconds(p, c))


@pytest.mark.parametrize("chip", CHIPS)
def test_dense_products_gain_from_four_bits_and_experts_do_not(chip: str) -> None:
    # Megatron-Bridge 26.04 on GB300: Llama 3.1 405B gains 1.5 from NVFP4 over MXFP8, Nemotron 3
    # Super 1.04.
    eights, fours = seconds(Precision.MXFP8, chip), seconds(Precision.NVFP4, chip)
    dense, experts = (eight / four for eight, four in zip(eights, fours, strict=True))
    assert dense > 1.5
    assert experts == pytest.approx(1.0, abs=0.15)
