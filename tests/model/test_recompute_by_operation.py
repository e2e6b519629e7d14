"""Selective recomputation that keeps every second matrix product (TorchTitan)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import presets
from model.calibrated import calibration
from model.data_files import rows
from model.layout import Recompute
from model.search.search import cluster_machine
from model.stack import Stack, stacks
from model.step.assemble import layout_arrays, problem
from model.step.memory import activation_bytes_per_token
from model.step.problem import Problem
from model.step.resolve import context, resolve
from model.step.schedule import step_time
from model.validation.prediction import Prediction, predict_row
from tests.model.factories import instance, layout, workload

TITAN = stacks()["torchtitan"]
PUBLISHED = {r["id"]: r for r in rows("training_runs.csv")}


def posed(recompute: Recompute, stack: Stack = TITAN) -> Problem:
    work = workload()
    shape = layout_arrays(layout(recompute=recompute))
    return problem(work, cluster_machine(work, instance()), stack, shape)


def seconds(recompute: Recompute, part: str) -> float:
    where = context(instance().accelerator, workload(), TITAN, 2026.0)
    found = resolve(calibration().parameters, where)
    return float(step_time(posed(recompute), found).parts[part])


def test_it_keeps_half_of_the_outputs() -> None:
    # Llama 3 8B, bytes of a token: the layer's input and output 2 x 8192, queries and attention
    # 2 x 8192, values 2048, one half of the gated MLP 28672.
    kept = activation_bytes_per_token(posed(Recompute.SELECTIVE))
    assert float(kept) == pytest.approx(4 * 8192 + 2048 + 28672)


def test_it_computes_every_second_product_again_and_no_attention() -> None:
    none, some, full = (seconds(r, "matmul") for r in Recompute)
    # Of 218 M weights a layer: keys 4.2 M, output 16.8 M and one half of the MLP 58.7 M.
    assert some / none == pytest.approx((3 + 79.7 / 218.1) / 3, rel=0.01)
    assert none < some < full
    once, same, again = (seconds(r, "attention") for r in Recompute)
    assert once == same < again


def test_other_programs_compute_attention_again_and_no_product() -> None:
    other = replace(TITAN, recompute_by_operation=False)
    p = posed(Recompute.SELECTIVE, other)
    where = context(instance().accelerator, workload(), TITAN, 2026.0)
    parts = step_time(p, resolve(calibration().parameters, where)).parts
    assert float(parts["matmul"]) == pytest.approx(seconds(Recompute.NONE, "matmul"))
    assert float(parts["attention"]) == pytest.approx(seconds(Recompute.FULL, "attention"))


def test_latent_attention_recomputes_half_of_its_projections() -> None:
    work = workload(presets()["deepseek-v3"].architecture, seq_len=4096)
    where = context(instance().accelerator, work, TITAN, 2026.0)
    c = resolve(calibration().parameters, where)
    parts = []
    for recompute in Recompute:
        shape = layout_arrays(layout(recompute=recompute))
        p = problem(work, cluster_machine(work, instance()), TITAN, shape)
        parts.append(float(step_time(p, c).parts["matmul"]))
    none, some, full = parts
    assert none < some < full


@pytest.mark.parametrize(
    "run",
    [
        "tt-h200-001",  # Llama 3.1 8B on 32 H200: 48.0 GiB
        "tt-deepep-004",  # Qwen3 30B-A3B on 64 B200: 117.5 GiB
        "tt-2412-004",  # Llama 3.1 8B on 128 H100 before its loss was compiled: 67.0 GiB
        "tt-2412-010",  # the same recomputed in full, 262,144 tokens over 8 ranks: 84.5 GiB
    ],
)
def test_memory_is_what_published_runs_needed(run: str) -> None:
    found = predict_row(PUBLISHED[run])
    assert isinstance(found, Prediction)
    assert found.measured_memory_bytes is not None
    assert found.predicted_memory_bytes == pytest.approx(found.measured_memory_bytes, rel=0.1)
