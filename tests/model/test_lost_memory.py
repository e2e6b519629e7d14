"""What PyTorch's allocator lost between blocks before its segments could grow."""

from __future__ import annotations

from dataclasses import fields

import pytest

from model.data_files import rows
from model.search.search import cluster_machine
from model.stack import Stack, stack_of
from model.step.assemble import layout_arrays, problem
from model.step.memory import Memory, memory
from model.validation.prediction import Prediction, predict_row
from tests.model.factories import instance, layout, workload


def megatron(year: float) -> Stack:
    return stack_of("Megatron-LM", trainium=False, model_parallel=True, year=year)


def used(stack: Stack) -> Memory:
    work = workload()
    return memory(problem(work, cluster_machine(work, instance()), stack, layout_arrays(layout())))


def test_programs_of_pytorch_before_2_1_lose_a_seventh_of_what_they_hold() -> None:
    # GMLake (arXiv 2401.08156): 15 % fragmentation on average.
    assert megatron(2023.5).lost_share == 0.15
    assert megatron(2023.9).lost_share == 0.0
    now, then = used(megatron(2023.9)), used(megatron(2023.5))
    held = float(then.total - then.runtime)
    assert float(now.total - now.runtime) == pytest.approx(0.85 * held)


@pytest.mark.parametrize(("name", "trainium"), [("MaxText", False), ("NeuronX NeMo", True)])
def test_programs_without_pytorchs_allocator_lose_nothing(name: str, trainium: bool) -> None:
    assert stack_of(name, trainium, year=2023.3).lost_share == 0.0


def test_all_of_it_is_reserve() -> None:
    now, then = used(megatron(2023.9)), used(megatron(2023.5))
    changed = [f.name for f in fields(Memory) if getattr(now, f.name) != getattr(then, f.name)]
    assert changed == ["fragmentation"]


def test_bloom_needed_what_it_did() -> None:
    # BigScience, train/tr11-176B-ml/chronicles-prequel.md: 59 GB.
    row = next(r for r in rows("training_runs.csv") if r["id"] == "bigscience-1124")
    found = predict_row(row)
    assert isinstance(found, Prediction)
    assert found.predicted_memory_bytes == pytest.approx(found.measured_memory_bytes, rel=0.05)
    assert found.fits
