"""Failures, restarts and checkpoints against what was published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.goodput import goodput
from model.run_defaults import run_defaults


def test_checkpoint_interval_of_16384_gpus() -> None:
    # Meta RSC-1: 6.5 failures per 1,000 node-days of 8 GPUs, so one per 1.80 h on 16,384 GPUs;
    # with 60 s to write, Young's interval is 14.7 min.
    found = goodput(16_384, 60.0, 6.5 / 1000 / 24 / 8, restart_hours=0.1)
    assert found.mean_hours_between_failures == pytest.approx(1.80, abs=0.01)
    assert found.checkpoint_interval_hours * 60 == pytest.approx(14.7, abs=0.1)


def test_llama_3_trained_over_90_percent_of_the_time() -> None:
    # Llama 3 paper, section 3.3.4: 16,384 H100, one unexpected interruption every 3.1 h.
    default = {name: row.value for name, row in run_defaults().items()}
    write = 405e9 * 13.1 / (default["checkpoint_bytes_per_s_per_accelerator"] * 16_384)
    found = goodput(
        16_384, write, default["failures_per_accelerator_hour"], default["restart_hours"]
    )
    assert found.mean_hours_between_failures == pytest.approx(3.05, abs=0.1)
    assert 0.88 < found.fraction < 0.95


sizes = st.integers(1, 1_000_000)
seconds = st.floats(0.0, 3600.0)
rates = st.floats(1e-7, 1e-3)
hours = st.floats(0.0, 5.0)


@given(sizes, seconds, rates, hours)
def test_it_is_a_share(accelerators: int, write: float, rate: float, restart: float) -> None:
    assert 0 <= goodput(accelerators, write, rate, restart).fraction <= 1


@given(sizes, seconds, rates, hours)
def test_a_larger_job_never_loses_less(
    accelerators: int, write: float, rate: float, restart: float
) -> None:
    small = goodput(accelerators, write, rate, restart).fraction
    assert goodput(2 * accelerators, write, rate, restart).fraction <= small + 1e-12
