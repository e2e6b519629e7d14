"""QLoRA: frozen weights in 4 bits, written out for each pass over them."""

from __future__ import annotations

import pytest

from model.calibrated import calibration
from model.layout import Recompute
from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import layout_arrays, problem
from model.step.compute import memory_seconds
from model.step.problem import Problem
from model.step.resolve import Context, context, resolve
from model.step.schedule import step_time
from model.workload import Precision, Task, Workload
from tests.model.factories import instance, layout, workload

STACK = stacks()["huggingface"]


def asked(work: Workload, **changes: object) -> Problem:
    return problem(work, cluster_machine(work, instance()), STACK, layout_arrays(layout(**changes)))


def layer_seconds(task: Task, **changes: object) -> float:
    """Memory-bound work of one layer with a traffic coefficient of one."""
    work = workload(task=task)
    where = context(instance().accelerator, work, STACK, 2025.0)
    c = resolve(calibration().parameters, where)
    return float(memory_seconds(asked(work, **changes), c)) / float(c.memory_traffic)


def test_weights_are_read_in_4_bits_and_written_in_16_for_each_pass() -> None:
    # Llama 3.1 8B: 218.1 M weights a layer; 0.52 and 2 bytes, forward and backward, at 80 % of
    # the 3.35 TB/s of an H100 (step_constants.csv, memory_efficiency).
    more = layer_seconds(Task.QLORA) - layer_seconds(Task.LORA)
    assert more == pytest.approx(2 * 218.1e6 * 2.52 / (0.8 * 3.35e12), rel=0.01)


def test_full_recomputation_is_one_pass_more() -> None:
    def more(recompute: Recompute) -> float:
        return layer_seconds(Task.QLORA, recompute=recompute) - layer_seconds(
            Task.LORA, recompute=recompute
        )

    assert more(Recompute.FULL) == pytest.approx(1.5 * more(Recompute.NONE))


def test_it_weighs_most_on_short_micro_batches() -> None:
    def slower(seq_len: int) -> float:
        works = (workload(task=t, seq_len=seq_len) for t in (Task.QLORA, Task.LORA))
        four, sixteen = (
            float(step_time(asked(w), resolve(calibration().parameters, _where(w))).seconds)
            for w in works
        )
        return four / sixteen

    assert slower(512) > slower(4096) > 1.0


def _where(work: Workload) -> Context:
    return context(instance().accelerator, work, STACK, 2025.0)


def test_weights_kept_as_products_read_them_are_not_written_out() -> None:
    nemo = stacks()["nemo"]
    work = workload(task=Task.LORA, precision=Precision.FP8)
    kept = problem(work, cluster_machine(work, instance()), nemo, layout_arrays(layout()))
    assert float(kept.frozen_bytes) == float(kept.gemm_bytes) == 1.0
