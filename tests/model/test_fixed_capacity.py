"""Experts that each get as many tokens, the others being dropped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import presets
from model.calibrated import calibration
from model.data_files import rows
from model.search.search import cluster_machine
from model.stack import Stack, stacks
from model.step.assemble import layout_arrays, problem
from model.step.compute import launch_seconds
from model.step.resolve import LATEST_YEAR, context, resolve
from model.step.schedule import uneven_load
from model.validation.prediction import Prediction, predict_row
from model.validation.published_run import read_run
from model.workload import Precision
from tests.model.factories import instance, layout, workload

QWEN = workload(presets()["qwen3-30b-a3b"].architecture, precision=Precision.FP8)
DROPLESS = replace(stacks()["megatron-bridge"], routed_freely=True)
DROPPING = replace(DROPLESS, fixed_capacity=True)
ROWS = {r["id"]: r for r in rows("training_runs.csv")}


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("force-balanced, token-dropless MoE; source label: Qwen3_30b_a3B (tokendrop)", True),
        ("token-drop training with capacity factor 1", True),
        ("capacity factor 1.0 with padding (tokens dropped)", True),
        ("HybridEP with static expert capacity", True),
        ("force-balanced, token-dropless MoE", False),
        ("dropless, no token dropping", False),
        ("attention dropout off", False),
        ("", False),
    ],
)
def test_words_tell_whether_tokens_are_dropped(notes: str, expected: bool) -> None:
    row = {**ROWS["megatron-bridge-0500"], "notes": notes}
    assert read_run(row).stack.fixed_capacity is expected


def launch(stack: Stack, experts_home: int) -> float:
    """Host time to launch one layer with some experts on each chip [s]."""
    on = instance("p6-b200.48xlarge")
    shape = layout_arrays(layout(expert_parallel=128 // experts_home, data_parallel=128))
    p = problem(QWEN, cluster_machine(QWEN, on), stack, shape)
    where = context(on.accelerator, QWEN, stack, LATEST_YEAR)
    return float(launch_seconds(p, resolve(calibration().parameters, where)))


def test_the_host_launches_any_number_of_such_experts_as_one() -> None:
    assert launch(DROPPING, 2) == launch(DROPPING, 32) < launch(DROPLESS, 2) < launch(DROPLESS, 32)


def test_no_expert_is_fuller_than_another() -> None:
    shape = layout_arrays(layout(expert_parallel=64, data_parallel=64))
    dropping, dropless = (
        float(uneven_load(problem(QWEN, cluster_machine(QWEN, instance()), stack, shape)))
        for stack in (DROPPING, DROPLESS)
    )
    assert dropping == 0.0 < dropless


def test_one_micro_batch_of_a_small_mixture_gains_what_published_pairs_show() -> None:
    # Megatron-Bridge on 8 B200, one sequence a micro-batch, FP8 with current scaling: 18,066
    # tokens a second and chip with tokens dropped (25.09); 9,299 without, in MXFP8 (25.11).
    dropping, dropless = (
        predict_row(ROWS[name]) for name in ("megatron-bridge-0500", "megatron-bridge-0474")
    )
    assert isinstance(dropping, Prediction)
    assert isinstance(dropless, Prediction)
    assert 1.5 < dropping.predicted / dropless.predicted < 2.4
