from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import presets
from model.calibrated import calibration
from model.data_files import rows
from model.hardware import instances
from model.search.search import cluster_machine
from model.stack import platform_features, stacks
from model.step.assemble import layout_arrays, problem
from model.step.compute import launch_seconds, stage_time
from model.step.resolve import LATEST_YEAR, context, resolve
from model.validation.published_run import read_run
from model.workload import Precision
from tests.model.factories import layout, workload

QWEN = presets()["qwen3-30b-a3b"].architecture
MOE = workload(QWEN, seq_len=4096, global_batch_seqs=512, precision=Precision.MXFP8)
ROW = next(r for r in rows("training_runs.csv") if r["id"] == "megatron-bridge-0360")


@pytest.mark.parametrize(
    ("notes", "captured"),
    [
        ("cuda_graph=full_iteration/[]", True),
        ("cuda_graph=local/full_iteration", True),
        ("cuda_graph=none/full_iteration", False),
        ("cuda_graph=transformer_engine/['attn', 'moe_router']", False),
        ("with full-iteration CUDA graphs", True),
        ("paged stash on the device only, full CUDA graph", True),
        ("", False),
    ],
)
def test_a_recipe_tells_whether_the_whole_step_is_one_graph(notes: str, captured: bool) -> None:
    assert read_run({**ROW, "notes": notes}).stack.whole_graph is captured


@pytest.mark.parametrize(
    ("notes", "parts"),
    [
        ("cuda_graph=transformer_engine/['attn', 'moe_router']", True),
        ("HybridEP, TE CUDA graph", True),
        ("partial CUDA graphs", True),
        ("FP8 blockwise; router CUDA graph", True),
        ("cuda_graph=full_iteration/[]", False),
        ("no CUDA graphs", False),
        ("", False),
    ],
)
def test_a_recipe_tells_whether_parts_of_a_layer_are_graphs(notes: str, parts: bool) -> None:
    assert read_run({**ROW, "notes": notes}).stack.captured_parts is parts


def test_graphs_of_parts_of_a_layer_spare_the_host() -> None:
    chip, bridge = instances()["p6-b200.48xlarge"].accelerator, stacks()["megatron-bridge"]
    some, none = (
        resolve(calibration().parameters, context(chip, MOE, stack, 2026.0))
        for stack in (replace(bridge, captured_parts=True), bridge)
    )
    assert some.layer_launch <= none.layer_launch
    assert some.expert_launch < none.expert_launch
    assert some.matmul_rate == none.matmul_rate


@pytest.mark.parametrize(
    ("notes", "precision", "beside"),
    [
        # Megatron-Bridge v0.5.0, deepseek_workload_base_configs.py: GB300_FP8_MX and GB300_NVFP4.
        ("cuda_graph=full_iteration/[]", "mxfp8", True),
        ("cuda_graph=full_iteration/[]", "nvfp4", False),
        # Earlier recipes, and graphs of parts of a layer.
        ("cuda_graph=local/full_iteration", "mxfp8", False),
        ("cuda_graph=transformer_engine/['attn', 'moe_router']", "mxfp8", False),
        ("cuda_graph=transformer_engine/['attn'] moe_a2a_overlap=True", "mxfp8", True),
    ],
)
def test_recipes_that_capture_a_step_exchange_experts_beside_compute(
    notes: str, precision: str, beside: bool
) -> None:
    run = read_run({**ROW, "accelerator": "GB300", "precision": precision, "notes": notes})
    assert run.stack.overlapped_exchange is beside


def test_a_schedule_that_overlaps_takes_the_host_longer_unless_it_is_one_graph() -> None:
    plain = stacks()["megatron-bridge"]
    chip = instances()["p6-b200.48xlarge"].accelerator
    launch = {}
    for beside in (False, True):
        stack = replace(plain, overlapped_exchange=beside)
        p = problem(
            MOE,
            cluster_machine(MOE, instances()["p6-b200.48xlarge"]),
            stack,
            layout_arrays(layout(expert_parallel=8)),
        )
        c = resolve(calibration().parameters, context(chip, MOE, stack, 2026.0))
        launch[beside] = float(launch_seconds(p, c))
        assert float(launch_seconds(replace(p, whole_graph=1.0), c)) == 0.0
    assert launch[True] > 1.2 * launch[False]


@pytest.mark.parametrize(
    ("release", "notes", "captured"),
    [
        ("26.04", "", False),
        ("26.06", "", True),
        ("26.08.01", "", True),
        ("26.08", "cuda_graph=transformer_engine/['attn']", False),
    ],
)
def test_a_recipe_that_says_nothing_captures_what_its_release_does(
    release: str, notes: str, captured: bool
) -> None:
    cells = {"framework": f"Megatron-Bridge (NeMo {release})", "accelerator": "GB200"}
    run = read_run({**ROW, **cells, "precision": "mxfp8", "notes": notes})
    assert run.stack.whole_graph is captured


@pytest.mark.parametrize(
    ("source", "framework", "notes", "expected"),
    [
        ("MLPerf Training v5.0 results", "NVIDIA NeMo Framework Release 25.04", "", True),
        ("MLPerf Training v6.0 result logs", "Megatron-Bridge (NeMo 26.04)", "", True),
        (
            "MLPerf Training v6.0 result logs",
            "Megatron-Bridge (NeMo 26.04)",
            "no CUDA graph",
            False,
        ),
        ("MLPerf Training v4.1 results", "NVIDIA NeMo Framework Release 24.09", "", False),
        ("MLPerf Training v5.0 results", "DeepSpeed, HF Accelerate", "", False),
        ("NVIDIA performance summary", "Megatron-Bridge (NeMo 26.04)", "", False),
    ],
)
def test_a_contest_is_run_with_graphs_once_the_program_has_them(
    source: str, framework: str, notes: str, expected: bool
) -> None:
    cells = {"source": source, "framework": framework, "notes": notes, "date": "2025-06"}
    assert read_run({**ROW, **cells}).stack.whole_graph is expected


def test_a_hybrid_is_not_captured_where_its_recipe_says_nothing() -> None:
    cells = {"framework": "Megatron-Bridge (NeMo 26.08)", "accelerator": "GB200"}
    hybrid = {"moe_notes": "hybrid Mamba2 + MoE + 6 attention layers", "heads": "31", "notes": ""}
    assert not read_run({**ROW, **cells, **hybrid, "precision": "mxfp8"}).stack.whole_graph


def test_a_step_of_experts_in_one_graph_loses_less() -> None:
    chip, bridge = instances()["p6e-gb200.36xlarge"].accelerator, stacks()["megatron-bridge"]
    one, many = (
        resolve(calibration().parameters, context(chip, MOE, stack, LATEST_YEAR))
        for stack in (replace(bridge, whole_graph=True), bridge)
    )
    assert 1.0 < one.slowness < many.slowness - 0.1
    assert one.layer_overhead < many.layer_overhead
    assert one.step_overhead < many.step_overhead


@pytest.mark.parametrize(
    ("platform", "precision", "captured"),
    [
        ("p6e-gb200.36xlarge", Precision.MXFP8, True),
        ("p6e-gb200.36xlarge", Precision.BF16, False),
        ("p6-b200.48xlarge", Precision.MXFP8, False),
        ("p5.48xlarge", Precision.FP8, False),
    ],
)
def test_a_platform_captures_what_its_recipes_capture(
    platform: str, precision: Precision, captured: bool
) -> None:
    chip = instances()[platform].accelerator
    work = replace(MOE, precision=precision)
    assert platform_features(chip, work).stack.whole_graph is captured


@pytest.mark.parametrize("captured", [True, False])
def test_the_host_launches_a_step_in_one_graph_once(captured: bool) -> None:
    machine, bridge = instances()["p6e-gb200.36xlarge"], stacks()["megatron-bridge"]
    stack = replace(bridge, whole_graph=captured)
    c = resolve(calibration().parameters, context(machine.accelerator, MOE, stack, LATEST_YEAR))
    p = problem(MOE, cluster_machine(MOE, machine), stack, layout_arrays(layout()))
    assert (float(stage_time(p, c).waiting) == 0.0) is captured
