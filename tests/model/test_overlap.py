"""What traffic costs at scale, and what hides beside compute."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from model.calibrated import calibration
from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import layout_arrays, problem
from model.step.coefficients import Coefficients
from model.step.communication import data_seconds, pipeline_seconds, ring_seconds
from model.step.compute import attention_seconds, dense_matmul_seconds, memory_seconds
from model.step.problem import Problem
from model.step.resolve import context, resolve
from model.step.schedule import step_time
from model.workload import Workload
from tests.model.factories import GPT3_175B, instance, layout, workload


def on_h100(stack: str = "nemo", work: Workload | None = None, **changes: Any) -> Problem:
    work = work or workload()
    return problem(
        work, cluster_machine(work, instance()), stacks()[stack], layout_arrays(layout(**changes))
    )


def coefficients(stack: str = "nemo") -> Coefficients:
    where = context(instance().accelerator, workload(), stacks()[stack], 2025.0)
    return resolve({}, where)


def test_a_wider_model_exposes_less_of_its_tensor_traffic() -> None:
    # Products grow with the square of the width: Megatron-LM (arXiv 1909.08053), section 3.
    exposed = []
    for hidden in (2048, 8192, 16_384):
        a = replace(workload().architecture, hidden=hidden)
        where = context(instance().accelerator, workload(a), stacks()["nemo"], 2025.0)
        exposed.append(float(resolve(calibration().parameters, where).tensor_exposed))
        assert where.width == pytest.approx(math.log(hidden / 8192))
    assert exposed[0] > 1.2 * exposed[1] > 1.2 * exposed[2]


def test_the_first_bytes_of_a_ring_pass_every_rank() -> None:
    # NVIDIA/nccl src/graph/tuning.cc: 14 us from machine to machine, 3.4 us on NVLink.
    c = replace(coefficients(), collective_latency=0.0)
    inside = float(ring_seconds(on_h100(), c, 1.0, 8.0))
    across = float(ring_seconds(on_h100(), c, 1.0, 1024.0))
    assert inside == pytest.approx(7 * 3.4e-6)
    assert across == pytest.approx(127 * 14e-6 + 896 * 3.4e-6)


def test_sharding_over_one_machine_starts_sooner_than_over_all() -> None:
    p = on_h100("llm-foundry", sharding=3, data_parallel=1024)
    machine = replace(p, shard_group=8.0)
    assert data_seconds(machine, coefficients())[1] < data_seconds(p, coefficients())[1] / 2


@pytest.mark.parametrize("stack", ["nemo", "megatron-deepspeed"])
def test_tensor_ranks_share_what_a_stage_passes_on(stack: str) -> None:
    # arXiv 2104.04473, section 4.1: each of 8 ranks sends an eighth over the network.
    c = replace(coefficients(), collective_latency=0.0)
    shape = {"pipeline_parallel": 2, "virtual_pipeline": 1}
    alone = pipeline_seconds(on_h100(stack, tensor_parallel=1, **shape), c)
    shared = pipeline_seconds(on_h100(stack, tensor_parallel=8, **shape), c)
    # Without sequence parallelism they put it together again over NVLink.
    together = 1.0 - float(on_h100(stack).sequence_parallel)
    assert float(alone / shared) == pytest.approx(8.0, rel=1e-6 + 0.5 * together)
    assert (float(alone / shared) < 8.0 * (1 - 1e-6)) == bool(together)


def test_an_interleaved_pipeline_hides_more_of_its_gradients() -> None:
    work = workload(GPT3_175B, seq_len=2048, global_batch_seqs=512)
    shape = {"tensor_parallel": 8, "pipeline_parallel": 8, "data_parallel": 64}
    plain = on_h100(work=work, **shape, virtual_pipeline=1)
    interleaved = on_h100(work=work, **shape, virtual_pipeline=6)
    slow_network = replace(plain.machine, network_bytes_per_s=2e9)
    exposed = [
        float(step_time(replace(p, machine=slow_network), coefficients()).parts["data"])
        for p in (plain, interleaved)
    ]
    assert exposed[1] < exposed[0]


def test_a_program_that_stops_early_does_not_recompute_the_last_product() -> None:
    # torch.utils.checkpoint, early_stop: of Llama 3.1 8B's layer, 4096 x 14336 of 218 M weights.
    early = on_h100("llm-foundry", recompute="full")
    whole = replace(early, early_stop=0.0)
    saved = 1 - dense_matmul_seconds(early, coefficients()) / dense_matmul_seconds(
        whole, coefficients()
    )
    assert float(saved) == pytest.approx(4096 * 14336 / 218.1e6 / 4, rel=0.01)


def test_without_full_recomputation_there_is_nothing_to_stop() -> None:
    early = on_h100("llm-foundry")
    whole = replace(early, early_stop=0.0)
    assert dense_matmul_seconds(early, coefficients()) == dense_matmul_seconds(
        whole, coefficients()
    )


def test_attention_in_chunks_takes_longer_for_each_token() -> None:
    # Two chunks a rank: 8,192 tokens over two ranks are worked through 2,048 at a time.
    whole, ring = on_h100(), on_h100(context_parallel=2)
    per_token = [float(attention_seconds(whole, coefficients()))]
    per_token.append(2 * float(attention_seconds(ring, coefficients())))
    assert per_token[1] / per_token[0] == pytest.approx((8704 / 8192) ** -1 * 2560 / 2048, rel=0.01)


def test_what_other_ranks_sent_is_merged_at_memory_bandwidth() -> None:
    c = coefficients()
    ring = on_h100(context_parallel=2)
    unmerged = float(memory_seconds(ring, replace(c, context_traffic=0.0)))
    assert float(memory_seconds(ring, c)) > unmerged
    whole = on_h100()
    assert memory_seconds(whole, c) == memory_seconds(whole, replace(c, context_traffic=0.0))
