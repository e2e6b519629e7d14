"""Selective recomputation that names the parts of a layer it computes again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import presets
from model.calibrated import calibration
from model.layout import Recompute
from model.search.search import cluster_machine
from model.stack import stacks
from model.stack.recomputed import Part, parts_named
from model.step.assemble import layout_arrays, problem
from model.step.communication import expert_exchange_seconds
from model.step.memory import activation_bytes_per_token
from model.step.problem import Problem
from model.step.resolve import context, resolve
from model.step.schedule import step_time
from tests.model.factories import instance, layout, workload

BRIDGE = stacks()["megatron-bridge"]
DENSE, MOE = "llama3-8b", "deepseek-v3"


def posed(model: str, *parts: Part, recompute: Recompute = Recompute.SELECTIVE) -> Problem:
    work = replace(workload(), architecture=presets()[model].architecture)
    shape = layout_arrays(layout(recompute=recompute, data_parallel=8, expert_parallel=8))
    stack = replace(BRIDGE, recomputes=frozenset(parts))
    return problem(work, cluster_machine(work, instance()), stack, shape)


def seconds(p: Problem, part: str) -> float:
    where = context(instance().accelerator, workload(), BRIDGE, 2026.0)
    return float(step_time(p, resolve(calibration().parameters, where)).parts[part])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        # Megatron-Bridge's recipes, as training_runs.csv notes them.
        (
            "recompute_modules=['moe', 'layernorm', 'core_attn', 'moe_act'] recompute_num_layers",
            {Part.ATTENTION, Part.EXPERTS},
        ),
        ("recompute_modules=['mla_up_proj', 'mlp']", {Part.EXPANSION, Part.MLP}),
        ("recompute_modules=['layernorm', 'moe_act']", set()),
        # MLPerf's configuration files, and NxD Training's.
        ("config_GB200 (RECOMPUTE_MODULES=mlp); last 2 blocks", {Part.MLP}),
        ("selective [CoreAttention, LlamaMLP]", {Part.ATTENTION, Part.MLP}),
        ("selective (moe, shared_experts)", {Part.EXPERTS}),
    ],
)
def test_a_list_names_the_parts(text: str, parts: set[Part]) -> None:
    assert parts_named(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "selective",
        "selective (normal)",
        "selective (script --selective_checkpointing=1/2)",
        "recompute_modules=None",
        "",
    ],
)
def test_no_list_names_nothing(text: str) -> None:
    assert parts_named(text) is None


def test_attention_that_is_not_named_is_kept() -> None:
    none = seconds(posed(DENSE, recompute=Recompute.NONE), "attention")
    assert seconds(posed(DENSE, Part.MLP), "attention") == none
    assert seconds(posed(DENSE, Part.ATTENTION), "attention") > none


def test_a_named_mlp_has_one_more_forward_pass() -> None:
    none = seconds(posed(DENSE, recompute=Recompute.NONE), "matmul")
    # Llama 3 8B: 176 of 218 M weights of a layer are the MLP's.
    again = seconds(posed(DENSE, Part.MLP), "matmul")
    assert again / none == pytest.approx((3 + 176.2 / 218.1) / 3, rel=1e-3)


def test_named_experts_are_exchanged_and_computed_once_more() -> None:
    none, again = posed(MOE, recompute=Recompute.NONE), posed(MOE, Part.EXPERTS)
    c = resolve(
        calibration().parameters, context(instance().accelerator, workload(), BRIDGE, 2026.0)
    )
    passes = float(expert_exchange_seconds(again, c)) / float(expert_exchange_seconds(none, c))
    # Dispatch and combine, forward and backward, and dispatch again.
    assert passes == pytest.approx(5 / 4)
    assert seconds(again, "experts") / seconds(none, "experts") == pytest.approx(4 / 3, rel=0.03)
    assert float(activation_bytes_per_token(again)) < float(
        activation_bytes_per_token(posed(MOE, Part.ATTENTION))
    )


def test_expanding_latent_keys_again_is_a_small_product() -> None:
    none = seconds(posed(MOE, recompute=Recompute.NONE), "matmul")
    again = seconds(posed(MOE, Part.EXPANSION), "matmul")
    # DeepSeek-V3 (arXiv 2412.19437), section 4.2: 54.5 M weights a layer, of 187 M projections.
    assert 1.0 < again / none < (3 + 54.5 / 187) / 3


def test_full_recomputation_computes_everything_again_whatever_is_named() -> None:
    full = [seconds(posed(DENSE, *p, recompute=Recompute.FULL), "attention") for p in ((), Part)]
    assert full[0] == full[1] > seconds(posed(DENSE, recompute=Recompute.NONE), "attention")
