"""Serving split between device, own servers and the cloud."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.claims.sentence import serving_sentence
from model.claims.serving import apple_shape, serving
from model.price import Price
from tests.scenarios import scenario

P5 = Price(
    provider="aws", region="us-east-2", instance_type="p5.48xlarge",
    purchase_option="capacity_block", usd_per_hour=41.528, as_of=date(2026, 7, 22),
    source="AWS Capacity Blocks page",
)  # fmt: skip


def test_a_year_of_tokens_worked_by_hand() -> None:
    chosen = scenario(
        on_device=80, own_servers=50, daily_billion_tokens=50,
        server_model_billions=150, server_busy_percent=40,
    )  # fmt: skip
    found = serving(chosen, [P5])
    assert found.tokens == pytest.approx(50e9 * 365.25)
    assert (found.device, found.own, found.cloud) == pytest.approx((0.8, 0.1, 0.1))
    # 2 FLOP a parameter and token; 8 H100 of 989 TFLOP/s at 15 %, busy 40 % of the time.
    seconds = found.tokens * 0.1 * 2 * 150e9 / (8 * 989e12 * 0.15) / 0.4
    assert found.bills[0].usd.median == pytest.approx(seconds / 3600 * 41.528, rel=1e-3)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_more_on_the_device_never_costs_more_in_the_cloud(one: int, two: int, own: int) -> None:
    low, high = sorted((one, two))
    bills = [
        serving(scenario(on_device=d, own_servers=own), [P5]).bills[0].usd.median
        for d in (low, high)
    ]
    assert bills[1] <= bills[0] * (1 + 1e-12)


def test_what_the_device_saves_is_its_share_of_the_whole_bill() -> None:
    found = serving(scenario(on_device=75, own_servers=0), [P5])
    assert found.saved is not None
    assert found.saved.median == pytest.approx(3 * found.bills[0].usd.median)


def test_without_a_price_the_bill_is_not_known() -> None:
    found = serving(scenario(), [])
    assert (found.bills, found.saved) == ((), None)
    assert "not known" in serving_sentence(found)


def test_apples_shape_is_a_valid_scenario_with_the_same_tokens_a_step() -> None:
    before = scenario()
    shaped = before.changed(**apple_shape(before))
    assert shaped.model == "afm-on-device-2024"
    assert shaped.tokens == 7_400_000_000_000
    per_step = before.seq_len * before.global_batch_seqs
    assert shaped.seq_len * shaped.global_batch_seqs == per_step
