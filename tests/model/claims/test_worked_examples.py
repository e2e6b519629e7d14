"""The public table of Trainium2 against H100, worked through with the prices of July 2026.

Throughput: AXLearn, arXiv 2507.05411 v3, Table 3 (Llama-2, batches of 4M tokens). Prices: AWS
Capacity Blocks page of 22 Jul 2026, trn2.48xlarge 35.7608 and p5.48xlarge 41.528 USD an hour.
"""

import pytest

from model.claims.ledger import Reading
from model.claims.measured import measured_mfu
from model.claims.reading import more_models, needed_mfu, ratio_asked, usd_per_million_tokens
from model.workload import Task

BATCH_TOKENS = 4 * 2**20
TRN2_USD, P5_USD = 35.7608, 41.528
# Chips and seconds a step.
TRN2_70B, TRN2_7B = (1024, 11.2), (1024, 1.2)
H100_70B = {"megatron": (512, 7.8), "axlearn": (512, 9.2), "fsdp": (512, 10.6)}
H100_7B = {"axlearn": (256, 1.4), "megatron": (256, 1.7)}


def rate(chips: int, step_seconds: float) -> float:
    """Tokens per second and chip."""
    return BATCH_TOKENS / step_seconds / chips


def trn2_usd(run: tuple[int, float]) -> float:
    return usd_per_million_tokens(TRN2_USD, 16, rate(*run))


def h100_usd(run: tuple[int, float]) -> float:
    return usd_per_million_tokens(P5_USD, 8, rate(*run))


def test_an_h100_does_the_work_of_so_many_trainium2() -> None:
    on_70b = [rate(*H100_70B[name]) / rate(*TRN2_70B) for name in ("axlearn", "megatron")]
    assert on_70b == pytest.approx([2.4, 2.9], abs=0.05)
    on_7b = [rate(*H100_7B[name]) / rate(*TRN2_7B) for name in ("megatron", "axlearn")]
    assert on_7b == pytest.approx([2.9, 3.4], abs=0.1)


def test_the_ratio_of_chip_hour_prices() -> None:
    assert pytest.approx(0.43, abs=0.005) == (TRN2_USD / 16) / (P5_USD / 8)


@pytest.mark.parametrize(
    ("found", "published"),
    [
        (trn2_usd(TRN2_70B), 1.70),
        (h100_usd(H100_70B["axlearn"]), 1.62),
        (h100_usd(H100_70B["megatron"]), 1.37),
        (trn2_usd(TRN2_7B), 0.182),
        (h100_usd(H100_7B["axlearn"]), 0.123),
        (h100_usd(H100_7B["megatron"]), 0.148),
    ],
)
def test_dollars_per_million_tokens(found: float, published: float) -> None:
    assert found == pytest.approx(published, rel=0.012)


def test_trainium2_is_dearer_at_the_measured_throughput() -> None:
    on_70b = [trn2_usd(TRN2_70B) / h100_usd(run) - 1 for run in H100_70B.values()]
    assert on_70b[1] == pytest.approx(0.05, abs=0.01)
    assert on_70b[0] == pytest.approx(0.24, abs=0.01)


@pytest.mark.parametrize(
    ("ratio", "against_axlearn", "against_megatron"), [(1.0, 0.26, 0.31), (0.5, 0.52, 0.62)]
)
def test_the_mfu_that_a_tie_and_half_the_cost_need(
    ratio: float, against_axlearn: float, against_megatron: float
) -> None:
    # The table prints 25.0 % for Trainium2.
    cost = trn2_usd(TRN2_70B)
    needs = [
        needed_mfu(0.25, cost, h100_usd(H100_70B[name]), ratio) for name in ("axlearn", "megatron")
    ]
    assert needs == pytest.approx([against_axlearn, against_megatron], abs=0.006)


@pytest.mark.parametrize(
    ("reading", "percent", "ratio"),
    [
        (Reading.COST, 50, 0.5),
        (Reading.WORK, 50, 0.667),
        # "30-40% better price performance" is 23 to 29 % less cost.
        (Reading.WORK, 30, 0.77),
        (Reading.WORK, 40, 0.714),
        (Reading.COST, 40, 0.60),
    ],
)
def test_what_a_percentage_asks_for(reading: Reading, percent: float, ratio: float) -> None:
    assert ratio_asked(reading, percent) == pytest.approx(ratio, abs=2e-3)


def test_half_the_cost_trains_one_more_model_and_half_more_work_half_a_one() -> None:
    assert more_models(ratio_asked(Reading.COST, 50)) == pytest.approx(1.0)
    assert more_models(ratio_asked(Reading.WORK, 50)) == pytest.approx(0.5)


def test_all_of_a_cost_cannot_be_saved() -> None:
    with pytest.raises(ValueError, match="nothing to pay"):
        ratio_asked(Reading.COST, 100)


def test_the_two_public_runs_on_trainium2() -> None:
    found = measured_mfu("trainium2", Task.PRETRAIN)
    assert found is not None
    assert (found.runs, found.printed) == (2, pytest.approx((0.242, 0.25)))
    # Attention that the mask leaves out is not counted here.
    assert found.low < 0.242
    assert found.high < 0.25
