"""Programs that usually compile their layers, and runs that say they did not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.calibrated import calibration
from model.data_files import rows
from model.stack import Stack, stacks
from model.stack.words import as_told
from model.step.resolve import context, resolve
from model.units import GIB
from model.validation.prediction import Prediction, predict_row
from tests.model.factories import instance, workload

TITAN = stacks()["torchtitan"]


@pytest.mark.parametrize(
    ("words", "eager"),
    [
        ("torchtitan (FSDP2), eager", True),
        ("torch.compile off", True),
        ("no torch.compile; 8 H100", True),
        ("torchtitan (no compile)", True),
        ("torch.compile", False),
        ("eager + torch.compile", False),
        ("eager attention", False),
        ("torchtitan", False),
    ],
)
def test_words_tell_whether_layers_were_compiled(words: str, eager: bool) -> None:
    assert as_told(TITAN, words).eager is eager


@pytest.mark.parametrize("stack", ["megatron-lm", "huggingface", "llm-foundry", "deepspeed"])
def test_a_program_that_does_not_compile_loses_nothing_by_not_compiling(stack: str) -> None:
    assert not as_told(stacks()[stack], "eager, no torch.compile").eager


def test_an_eager_run_is_slower_by_what_published_pairs_show() -> None:
    def slowness(stack: Stack) -> float:
        where = context(instance().accelerator, workload(), stack, 2025.0)
        return resolve(calibration().parameters, where).slowness

    # Llama on 8 H100 with torch.compile: 27 and 15 % faster (lightning-thunder 940 and 1536).
    ratio = slowness(replace(TITAN, eager=True)) / slowness(TITAN)
    assert 1.1 < ratio < 1.3


def test_a_loss_that_is_not_compiled_keeps_its_logits_in_32_bits_too() -> None:
    compiled, eager = as_told(TITAN, "torch.compile"), as_told(TITAN, "compile off")
    assert (compiled.logit_bytes, eager.logit_bytes) == (4, 12)
    assert as_told(TITAN, "compile off, Liger Kernel").logit_bytes < 1


def test_the_memory_of_a_run_without_compilation_is_what_it_printed() -> None:
    # Crusoe Cloud, torchtitan v0.2.2 without compilation: 158.6 GiB on each of 68 GB200.
    row = next(r for r in rows("training_runs.csv") if r["id"] == "crusoe-01")
    found = predict_row(row)
    assert isinstance(found, Prediction)
    assert found.predicted_memory_bytes == pytest.approx(158.61 * GIB, rel=0.08)
