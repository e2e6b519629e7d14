"""Layers that predict tokens beyond the next one: their work, memory and who trains them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import flops_per_token, parameter_count, presets
from model.calibrated import calibration
from model.data_files import rows
from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import layout_arrays, problem
from model.step.memory import memory
from model.step.problem import Problem
from model.step.resolve import context, resolve
from model.step.schedule import step_time
from model.validation.published_run import read_run
from model.workload import Task
from tests.model.factories import instance, layout, workload
from tests.model.test_compare import asked

V3 = presets()["deepseek-v3"].architecture
PLAIN = replace(V3, mtp_depth=0)
ROW = next(r for r in rows("training_runs.csv") if r["id"] == "megatron-bridge-0256")


def posed(depth: int) -> Problem:
    work = workload(replace(V3, mtp_depth=depth), seq_len=4096, global_batch_seqs=512)
    shape = layout_arrays(layout(data_parallel=64, expert_parallel=64))
    stack = stacks()["megatron-bridge"]
    return problem(work, cluster_machine(work, instance()), stack, shape)


def depth_of(**cells: str) -> int:
    return read_run({**ROW, **cells}).workload.architecture.mtp_depth


def test_deepseek_v3_does_the_work_that_its_recipes_print() -> None:
    # Megatron-Bridge 26.06 on 256 GB300: TFLOP/s over tokens/s; its recipe trains one such layer.
    assert flops_per_token(V3, 4096).total == pytest.approx(260.0e9, rel=0.005)
    # NeMo AutoModel on 1,024 H100, without: 216 TFLOP/s over 865 tokens/s.
    assert flops_per_token(PLAIN, 4096).total == pytest.approx(249.7e9, rel=0.005)


def test_a_hybrid_predicts_with_attention_and_experts_whatever_its_blocks_are() -> None:
    # Nemotron 3 Super, 26.08.01: 871 TFLOP/s over 10,240 tokens/s; two such layers.
    row = next(r for r in rows("training_runs.csv") if r["id"] == "mbridge-260801-013")
    printed = 871e12 / float(row["tokens_per_s_per_accel"])
    architecture = read_run(row).workload.architecture
    assert architecture.mtp_depth == 2
    assert flops_per_token(architecture, 8192).total == pytest.approx(printed, rel=0.01)


def test_their_weights_are_not_the_models() -> None:
    assert parameter_count(V3) == parameter_count(PLAIN)


@pytest.mark.parametrize("task", Task)
def test_only_pre_training_predicts_further_tokens(task: Task) -> None:
    scenario = asked(model="deepseek-v3", task=task)
    depth = scenario.workload().architecture.mtp_depth
    assert depth == (1 if task is Task.PRETRAIN else 0)


@pytest.mark.parametrize("pipeline", [1, 2, 4, 8, 16, 31, 61])
def test_a_further_token_never_makes_a_step_faster(pipeline: int) -> None:
    where = context(instance().accelerator, workload(V3), stacks()["megatron-bridge"], 2026.0)
    c = resolve(calibration().parameters, where)
    shape = layout_arrays(layout(pipeline_parallel=pipeline))
    seconds = []
    for depth in (0, 1, 2):
        work = workload(replace(V3, mtp_depth=depth), seq_len=4096, global_batch_seqs=2048)
        p = problem(work, cluster_machine(work, instance()), stacks()["megatron-bridge"], shape)
        seconds.append(float(step_time(p, c).seconds))
    assert seconds[0] < seconds[1] < seconds[2]


def test_a_further_token_takes_a_layer_and_an_output_more() -> None:
    where = context(instance().accelerator, workload(V3), stacks()["megatron-bridge"], 2026.0)
    c = resolve(calibration().parameters, where)
    none, one = (step_time(posed(depth), c) for depth in (0, 1))
    assert float(one.parts["logits"] / none.parts["logits"]) == pytest.approx(2.0)
    assert float(one.parts["experts"] / none.parts["experts"]) == pytest.approx(62 / 61, rel=0.01)
    assert memory(posed(1)).logits == pytest.approx(2 * memory(posed(0)).logits)


def test_megatron_recipes_train_what_the_model_has() -> None:
    assert depth_of() == 1
    assert depth_of(framework="torchtitan") == 0
    assert depth_of(task="lora") == 0


@pytest.mark.parametrize(
    "words",
    [
        "w/o MTP",
        "without multi-token prediction",
        "MTP layers disabled",
        "mtp_num_layers=0",
        "MTP: no",
        "MTP not used",
    ],
)
def test_a_run_that_denies_it_had_none(words: str) -> None:
    assert depth_of(notes=words) == 0


@pytest.mark.parametrize("words", ["with MTP", "multi-token prediction, depth 1"])
def test_a_run_that_says_so_had_it(words: str) -> None:
    assert depth_of(framework="torchtitan", notes=words) == 1


def test_notes_on_an_architecture_that_nobody_listed_tell_its_depth() -> None:
    unknown = {"hidden": "6144", "heads": "96", "kv_heads": "8", "layers": "40"}
    assert depth_of(**unknown) == 0
    assert depth_of(**unknown, moe_notes="expert ffn 2048; 3 MTP layers") == 3
    assert depth_of(**unknown, moe_notes="expert ffn 2048; MTP depth 2") == 2
    assert depth_of(**unknown, moe_notes="expert ffn 2048; MTP") == 1


def test_a_negative_depth_is_refused() -> None:
    with pytest.raises(ValueError, match="mtp_depth = -1"):
        replace(V3, mtp_depth=-1)
