"""Documents packed into a sequence that attention does not leave."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calibrated import calibration
from model.data_files import rows
from model.search.search import cluster_machine
from model.stack import stacks
from model.stack.packed import document_tokens
from model.step.assemble import layout_arrays, problem
from model.step.compute import attention_seconds, dense_matmul_seconds
from model.step.constants import constant
from model.step.resolve import context, resolve
from model.validation.published_run import read_run
from model.workload import Task, Workload
from tests.model.factories import instance, layout, workload

BRIDGE, TRL = stacks()["megatron-bridge"], stacks()["huggingface"]
ANSWER, DOCUMENT = int(constant("answer_tokens")), int(constant("document_tokens"))
# NVIDIA/NeMo@00e0985 scripts/performance/llm/finetune_llama3_8b.py packs SQuAD.
SFT = next(r for r in rows("training_runs.csv") if r["id"] == "dgxc-0698")
LORA_CONTEST = next(r for r in rows("training_runs.csv") if r["id"] == "mlp51-005")


def seconds(work: Workload, part: str) -> float:
    p = problem(work, cluster_machine(work, instance()), BRIDGE, layout_arrays(layout()))
    where = context(instance().accelerator, work, BRIDGE, 2026.0)
    c = resolve(calibration().parameters, where)
    of = {"attention": attention_seconds, "products": dense_matmul_seconds}[part]
    return float(of(p, c))


@pytest.mark.parametrize(
    ("words", "task", "tokens"),
    [
        ("SQuAD packed to 4096 tokens", Task.SFT, ANSWER),
        ("LoRA, packed", Task.LORA, ANSWER),
        ("packed THD sequences, ~6 documents per 32768-token pack", Task.SFT, 32_768 // 6),
        ("THD packing of short documents (DCLM)", Task.PRETRAIN, DOCUMENT),
        ("varlen attention, packed documents", Task.PRETRAIN, DOCUMENT),
        # Pre-training concatenates documents and attends across them.
        ("pack_sample_into_one", Task.PRETRAIN, None),
        ("packed documents", Task.PRETRAIN, None),
        ("sequences are not packed", Task.SFT, None),
        ("", Task.SFT, None),
        ("0 documents per pack", Task.PRETRAIN, None),
        ("999999 documents per pack", Task.PRETRAIN, 1),
    ],
)
def test_words_tell_how_far_attention_reaches(words: str, task: Task, tokens: int | None) -> None:
    assert document_tokens(words, BRIDGE, task, 32_768, False, False) == tokens


def test_fine_tuning_benchmarks_of_nemo_pack_short_answers() -> None:
    assert read_run(SFT).workload.document_tokens == ANSWER
    own = {**SFT, "source": "our cluster"}
    assert read_run(own).workload.document_tokens is None


def test_a_contest_attends_to_the_whole_sequence() -> None:
    assert "packed" in LORA_CONTEST["notes"]
    assert read_run(LORA_CONTEST).workload.document_tokens is None


def test_a_program_that_joins_texts_attends_across_them() -> None:
    assert document_tokens("packed", TRL, Task.SFT, 4096, True, False) is None


def test_no_document_is_longer_than_its_sequence() -> None:
    assert document_tokens("packed", BRIDGE, Task.SFT, 128, False, False) == 128


# Below 23 tokens the fixed cost of a short sequence outgrows what its few pairs save.
@given(st.integers(23, 20_000), st.integers(23, 20_000))
def test_shorter_documents_never_take_attention_longer(one: int, other: int) -> None:
    short, long = sorted((one, other))
    times = [seconds(replace(workload(), document_tokens=n), "attention") for n in (short, long)]
    assert times[0] <= times[1] * (1 + 1e-12)
    assert times[1] <= seconds(workload(), "attention") * (1 + 1e-12)


def test_products_take_as_long_however_documents_are_packed() -> None:
    packed = replace(workload(), document_tokens=ANSWER)
    assert seconds(packed, "products") == seconds(workload(), "products")


def test_attention_within_documents_works_as_on_sequences_of_their_length() -> None:
    # As many tokens in sequences of 1,024: the same pairs of tokens.
    short = replace(workload(), seq_len=1024, global_batch_seqs=1024)
    apart = replace(workload(), document_tokens=1024)
    assert seconds(apart, "attention") == pytest.approx(8 * seconds(short, "attention"))
