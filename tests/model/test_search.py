from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.architecture import presets
from model.calibrated import calibration
from model.hardware import instances
from model.search import Infeasible, StepEstimate, best_step
from model.search.best import fitted
from model.search.search import USABLE, cluster_machine, evaluate, search_axes
from model.stack import platform_features
from model.step.assemble import problem
from model.step.memory import memory
from model.step.schedule import step_time
from model.workload import Maturity, Precision, Task
from tests.model.factories import GPT3_175B, instance, workload

PLATFORMS = ("p4de.24xlarge", "p5.48xlarge", "p6-b200.48xlarge", "trn1.32xlarge", "trn2.48xlarge")
MODELS = ("llama3-8b", "qwen3-30b-a3b", "gpt2-xl", "llama3.1-70b", "mixtral-8x7b")


def estimate(*arguments: object, **named: object) -> StepEstimate:
    found = best_step(*arguments, **named)  # type: ignore[arg-type]
    assert isinstance(found, StepEstimate), found
    return found


@settings(max_examples=40, deadline=None)
@given(
    model=st.sampled_from(MODELS),
    platform=st.sampled_from(PLATFORMS),
    machines=st.sampled_from([1, 2, 3, 4, 8, 16, 64]),
    batch=st.sampled_from([64, 96, 512, 1000, 1024]),
    seq_len=st.sampled_from([1024, 4096, 32768]),
    task=st.sampled_from(list(Task)),
)
def test_layout_fits_and_multiplies_out(
    model: str, platform: str, machines: int, batch: int, seq_len: int, task: Task
) -> None:
    work = workload(
        presets()[model].architecture, seq_len=seq_len, global_batch_seqs=batch, task=task
    )
    found = best_step(work, instances()[platform], machines)
    if isinstance(found, Infeasible):
        assert found.reason
        return
    chosen = found.layout
    assert chosen.accelerators == machines * instances()[platform].accelerators
    assert found.memory.total_bytes <= found.memory.capacity_bytes
    assert batch % (chosen.data_parallel * chosen.micro_batch) == 0
    assert work.architecture.heads % chosen.tensor_parallel == 0
    assert chosen.pipeline_parallel * chosen.virtual_pipeline <= work.architecture.layers
    if work.architecture.experts:
        assert work.architecture.experts % chosen.expert_parallel == 0


@settings(max_examples=40, deadline=None)
@given(
    model=st.sampled_from([*presets()]),
    platform=st.sampled_from(PLATFORMS),
    machines=st.sampled_from([1, 2, 3, 8, 32]),
    batch=st.sampled_from([64, 96, 1024]),
    seq_len=st.sampled_from([1024, 8192, 65536]),
    task=st.sampled_from(list(Task)),
)
def test_no_layout_that_is_left_out_is_the_best_of_its_kind(
    model: str, platform: str, machines: int, batch: int, seq_len: int, task: Task
) -> None:
    work = workload(
        presets()[model].architecture, seq_len=seq_len, global_batch_seqs=batch, task=task
    )
    machine = instances()[platform]
    features, on = platform_features(machine.accelerator), cluster_machine(work, machine)
    c, chips = fitted(work, machine, features), machines * machine.accelerators
    axes = search_axes(work, chips, machine, features)

    found = evaluate(work, on, features, c, axes, chips)

    every = problem(work, on, features.stack, found.layouts)
    used = memory(every).total
    seconds = np.where(used <= USABLE * on.hbm_bytes, step_time(every, c).seconds, np.inf)
    kinds = (every.zero > 2.5) + 2 * (every.tensor > 1) + 4 * (every.pipeline > 1)
    kinds += 8 * (every.context > 1)
    for kind in np.unique(kinds):
        of_kind = np.flatnonzero(kinds == kind)
        assert np.argmin(found.seconds[of_kind]) == np.argmin(seconds[of_kind])
        assert found.seconds[of_kind].min() == pytest.approx(seconds[of_kind].min(), rel=1e-12)
        assert found.memory_bytes[of_kind].min() == used[of_kind].min()


@settings(max_examples=25, deadline=None)
@given(
    model=st.sampled_from(MODELS),
    what=st.sampled_from(
        ["hbm_bytes_per_s", "hbm_bytes", "bf16_flops", "scale_up_bytes_per_s"],
    ),
    factor=st.sampled_from([1.05, 1.5, 4.0]),
    machines=st.sampled_from([2, 8, 32]),
)
def test_a_better_chip_never_slows_the_best_layout(
    model: str, what: str, factor: float, machines: int
) -> None:
    work = workload(presets()[model].architecture, seq_len=4096, global_batch_seqs=512)
    base = instance()
    better = instance(**{what: getattr(base.accelerator, what) * factor})
    before, after = best_step(work, base, machines), best_step(work, better, machines)
    if isinstance(before, StepEstimate):
        assert isinstance(after, StepEstimate)
        assert after.step_seconds <= before.step_seconds * (1 + 1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_a_faster_network_never_slows_the_best_layout(model: str) -> None:
    work = workload(presets()[model].architecture, seq_len=4096, global_batch_seqs=512)
    base = instance()
    better = replace(base, network_bytes_per_s=base.network_bytes_per_s * 2)
    before, after = best_step(work, base, 16), best_step(work, better, 16)
    if isinstance(before, StepEstimate):
        assert isinstance(after, StepEstimate)
        assert after.step_seconds <= before.step_seconds * (1 + 1e-9)


def test_tokens_are_conserved() -> None:
    work = workload()
    found = estimate(work, instance(), 4)
    chips = found.layout.accelerators
    tokens = found.tokens_per_s_per_accelerator * chips * found.step_seconds
    assert tokens == pytest.approx(work.tokens_per_step)


def test_breakdown_adds_up_to_the_step() -> None:
    found = estimate(workload(GPT3_175B, seq_len=2048, global_batch_seqs=1536), instance(), 64)
    assert sum(found.breakdown.values()) == pytest.approx(found.step_seconds, rel=1e-6)


def test_alternatives_are_slower_and_say_why() -> None:
    found = estimate(workload(GPT3_175B, seq_len=2048, global_batch_seqs=1536), instance(), 64)
    assert found.alternatives
    for other in found.alternatives:
        assert other.reason
        if other.step_seconds is not None:
            assert other.step_seconds >= found.step_seconds


def test_an_ordinary_team_is_slower_and_less_certain() -> None:
    tuned = estimate(workload(), instance(), 4)
    ordinary = estimate(workload(), instance(), 4, Maturity.ORDINARY)
    assert ordinary.step_seconds > tuned.step_seconds
    assert ordinary.log_sigma > tuned.log_sigma
    # What ordinary teams add is no less than what reports of runs add to benchmarks.
    added = math.sqrt(ordinary.log_sigma**2 - tuned.log_sigma**2)
    assert added >= calibration().report_log_sigma - 1e-9


def test_mfu_stays_below_the_measured_matrix_rate() -> None:
    # MAMF of the H100: 794.5 of 989 TFLOP/s (stas00/ml-engineering, compute/accelerator).
    found = estimate(workload(GPT3_175B, seq_len=2048, global_batch_seqs=1536), instance(), 64)
    assert 0.3 < found.mfu < 794.5 / 989


def test_never_measured_chips_are_the_least_certain() -> None:
    h100 = estimate(workload(), instance(), 4)
    trainium2 = estimate(workload(), instance("trn2.48xlarge"), 4)
    trainium3 = estimate(workload(), instance("trn3.48xlarge"), 4)
    assert h100.log_sigma < trainium2.log_sigma <= trainium3.log_sigma
    assert trainium3.evidence == "unmeasured"


@pytest.mark.parametrize(
    ("model", "platform", "precision", "machines", "words"),
    [
        ("t5-11b", "p5.48xlarge", Precision.BF16, 8, "Encoder-decoder"),
        ("llama3-8b", "p4de.24xlarge", Precision.FP8, 8, "no FP8"),
        ("llama3-8b", "p5.48xlarge", Precision.NVFP4, 8, "NVFP4"),
        ("llama3-8b", "trn2.48xlarge", Precision.FP8, 8, "does not train"),
        ("llama3.1-405b", "p5.48xlarge", Precision.BF16, 1, "Does not fit"),
    ],
)
def test_infeasible_says_why(
    model: str, platform: str, precision: Precision, machines: int, words: str
) -> None:
    work = workload(presets()[model].architecture, precision=precision)
    found = best_step(work, instances()[platform], machines)
    assert isinstance(found, Infeasible)
    assert words in found.reason


def test_no_machines_is_an_error() -> None:
    with pytest.raises(ValueError, match="instances = 0"):
        best_step(workload(), instance(), 0)
