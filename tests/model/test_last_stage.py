"""Which stage of a pipeline is the fullest: the first holds micro-batches, the last the logits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.data_files import rows
from model.search.search import cluster_machine
from model.stack import stacks
from model.step.assemble import layout_arrays, problem
from model.step.memory import Memory, memory, micro_batches_in_flight
from model.step.problem import Problem
from model.validation.prediction import predict_rows
from model.validation.report import memory_errors
from tests.model.factories import instance, layout, workload


def step(stages: int, virtual: int = 1, logit_bytes: float = 4.0) -> Problem:
    """Llama 3 8B in a pipeline, 64 micro-batches a step."""
    work, stack = workload(), replace(stacks()["megatron-lm"], logit_bytes=logit_bytes)
    shape = replace(layout(), pipeline_parallel=stages, virtual_pipeline=virtual)
    return problem(work, cluster_machine(work, instance()), stack, layout_arrays(shape))


def held(stages: int, virtual: int = 1, logit_bytes: float = 4.0) -> Memory:
    return memory(step(stages, virtual, logit_bytes))


def test_without_interleaving_the_last_stage_holds_one_micro_batch() -> None:
    # Narayanan et al. 2021 (arXiv 2104.04473), section 2.2.1.
    assert [float(n) for n in micro_batches_in_flight(step(8))] == [8, 1]


def test_interleaving_fills_both_ends_of_the_pipeline() -> None:
    # Section 2.2.2: 2 (p - 1) + (v - 1) p + 1 chunks at the start, (v - 1) p + 1 at the end.
    first, last = (float(n) for n in micro_batches_in_flight(step(4, virtual=2)))
    assert first * 2 == 2 * 3 + 4 + 1
    assert last * 2 == 4 + 1


def test_in_a_deep_pipeline_the_first_stage_is_the_fullest_and_has_no_logits() -> None:
    assert float(held(8).logits) == 0


def test_logits_that_outweigh_the_micro_batches_ahead_make_the_last_stage_the_fullest() -> None:
    end, start = held(2, logit_bytes=40.0), held(2)
    assert float(end.logits) > 0
    assert float(end.activations) < float(start.activations)
    assert float(end.total) > float(start.total)


def test_one_stage_is_the_first_and_the_last() -> None:
    assert float(held(1).logits) > 0


@pytest.mark.parametrize("recompute", [1.0, 2.0])
def test_recomputation_without_flash_attention_has_the_scores_of_one_layer_alive(
    recompute: float,
) -> None:
    # Korthikanti et al. 2022 (arXiv 2205.05198), section 4.1: 5 bytes a score of a head.
    flash = replace(step(1), recompute=recompute)
    added = memory(replace(flash, flash=0.0)).activations - memory(flash).activations
    scores = 5.0 * flash.model.heads * flash.model.seq**2
    # Selective recomputation also keeps more of the stream beside unfused attention.
    assert added >= scores if recompute == 1.0 else added == pytest.approx(scores)


@given(
    stages=st.sampled_from([1, 2, 4, 8]),
    narrow=st.floats(0.1, 40.0),
    more=st.floats(0.0, 40.0),
)
def test_wider_logits_never_take_less_memory(stages: int, narrow: float, more: float) -> None:
    wide = float(held(stages, logit_bytes=narrow + more).total)
    assert wide >= float(held(stages, logit_bytes=narrow).total)


def test_pipelines_with_large_vocabularies_are_as_full_as_measured() -> None:
    # Vocabulary parallelism (arXiv 2411.05288), table 5: 8 to 32 stages, 32k to 256k words.
    name = "Vocabulary Parallelism paper"
    table = [row for row in rows("outside_runs.csv") if row["source"].startswith(name)]
    predictions, _ = predict_rows(table)
    errors = sorted(memory_errors(predictions))
    assert len(errors) == 12
    assert errors[6] == pytest.approx(0, abs=0.15)
