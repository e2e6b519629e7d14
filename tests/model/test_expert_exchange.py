"""How tokens reach their experts on other machines, and what of it a step waits for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.architecture import Architecture, presets
from model.calibrated import calibration
from model.data_files import rows
from model.hardware import instances
from model.search.search import cluster_machine
from model.stack import Stack, stack_of, stacks
from model.step.assemble import layout_arrays, problem
from model.step.coefficients import Coefficients
from model.step.communication import expert_exchange_seconds
from model.step.memory import activation_bytes_per_token
from model.step.problem import Problem
from model.step.resolve import context, resolve
from model.step.schedule import step_time
from model.validation.published_run import read_run
from tests.model.factories import layout, workload

V3 = presets()["deepseek-v3"].architecture
LM = stacks()["megatron-lm"]
JOINT = replace(LM, joint_dispatch=True)
ROW = next(r for r in rows("training_runs.csv") if r["id"] == "moe-modelzoo-1435")


def posed(stack: Stack, expert: int, a: Architecture = V3) -> tuple[Problem, Coefficients]:
    """Experts over 64 ranks of H100, eight a machine, and coefficients without latency."""
    chip = instances()["p5.48xlarge"]
    work = workload(a, seq_len=4096, global_batch_seqs=512)
    found = resolve(calibration().parameters, context(chip.accelerator, work, LM, 2025.0))
    shape = layout_arrays(layout(data_parallel=64, expert_parallel=expert))
    p = problem(work, cluster_machine(work, chip), stack, shape)
    return p, replace(found, collective_latency=0.0)


def exchange(stack: Stack, expert: int, a: Architecture = V3) -> float:
    return float(expert_exchange_seconds(*posed(stack, expert, a)))


def test_inside_a_machine_every_dispatch_sends_the_same() -> None:
    assert exchange(LM, 8) == pytest.approx(exchange(JOINT, 8))


def test_between_machines_a_copy_an_expert_is_more_than_a_copy_a_machine() -> None:
    # 8 experts a token: 8 copies, or one for each of at most 4 machines.
    assert 1.6 < exchange(LM, 64) / exchange(JOINT, 64) < 2.4


def test_experts_from_four_of_eight_groups_are_on_four_of_eight_machines() -> None:
    # DeepSeek-V3 (arXiv 2412.19437), section 2.1.2: each token goes to at most 4 nodes.
    anywhere = replace(V3, expert_groups=0, expert_groups_topk=0)
    one = replace(V3, expert_groups_topk=1)
    assert exchange(JOINT, 64, one) < exchange(JOINT, 64) < exchange(JOINT, 64, anywhere)
    assert exchange(LM, 64) == pytest.approx(exchange(LM, 64, anywhere))


def test_an_exchange_beside_another_micro_batch_is_waited_for_less() -> None:
    waits = {}
    for overlapped in (False, True):
        p, c = posed(replace(JOINT, overlapped_exchange=overlapped), 64)
        waits[overlapped] = float(step_time(p, c).parts["exchange"])
    assert 0 <= waits[True] < waits[False]


@pytest.mark.parametrize(
    ("words", "joint", "overlapped"),
    [
        ("DeepEP cross-node EP", True, False),
        ("HybridEP; 64 nodes x 4", True, False),
        ("DeepEP + 1f1b EP overlap", True, True),
        ("A2A dispatcher, intra-node EP", False, False),
        ("NCCL all-to-all, without DeepEP", False, False),
        ("moe_enable_deepep=False", False, False),
        ("HybridEP with EP overlap", True, True),
        ("overlap_moe_expert_parallel_comm=False", False, False),
        ("moe_tp_overlap", False, False),
        ("", False, False),
    ],
)
def test_a_source_tells_how_tokens_are_dispatched(
    words: str, joint: bool, overlapped: bool
) -> None:
    stack = read_run({**ROW, "notes": words}).stack
    assert (stack.joint_dispatch, stack.overlapped_exchange) == (joint, overlapped)


def test_deepseek_s_program_sends_once_a_machine_and_beside_another_micro_batch() -> None:
    stack = stack_of("HAI-LLM", False)
    assert (stack.id, stack.joint_dispatch, stack.overlapped_exchange) == ("hai-llm", True, True)


@pytest.mark.parametrize("topk", [0, 9])
def test_groups_out_of_range_are_refused(topk: int) -> None:
    with pytest.raises(ValueError, match=f"expert_groups_topk = {topk}"):
        replace(V3, expert_groups_topk=topk)


def test_selective_recomputation_keeps_what_experts_were_sent_and_not_what_they_return() -> None:
    # DeepSeek-V3 (arXiv 2412.19437), section 3.2.3.
    p, _ = posed(JOINT, 64)
    plain = replace(p, recompute=0.0, gemm_bytes=1.0)
    saved = activation_bytes_per_token(plain) - activation_bytes_per_token(
        replace(plain, recompute=1.0)
    )
    assert saved > 2.0 * p.model.moe_share * p.model.topk * p.model.hidden
