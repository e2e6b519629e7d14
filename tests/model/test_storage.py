"""What is stored, against published sizes and list prices."""

import pytest

from model.comparison import compare
from model.step.constants import adapter_share
from model.storage import checkpoint_bytes, storage_usd_per_day
from model.workload import Task
from tests.model.test_compare import asked, prices


def test_a_checkpoint_of_llama_3_1_70b_is_about_a_terabyte() -> None:
    # 13.1 B per parameter, as measured for BLOOM-176B (2.3 TB).
    assert checkpoint_bytes(asked().workload()) == pytest.approx(70.55e9 * 13.1, rel=0.001)


def test_adapters_make_small_checkpoints() -> None:
    whole, adapters = asked(task=Task.SFT).workload(), asked(task=Task.LORA).workload()
    assert checkpoint_bytes(adapters) < 0.05 * checkpoint_bytes(whole)


def test_storage_by_hand() -> None:
    # 15T tokens of 4 B = 60 TB and ten checkpoints of 0.924 TB at 0.023, two with a quarter more
    # on Lustre at 0.145 USD per GB and month.
    per_month = (60_000 + 10 * 924.2) * 0.023 + 2 * 924.2 * 1.25 * 0.145
    per_day = storage_usd_per_day(asked().workload(), 15 * 10**12, 10)
    assert per_day * 365 / 12 == pytest.approx(per_month, rel=1e-3)


def test_it_is_a_part_of_the_cost_and_grows_with_what_is_kept() -> None:
    few, many = (
        compare(asked(checkpoints_kept=n), prices()).platforms[0].cost_parts_usd["storage"]
        for n in (1, 100)
    )
    assert 0 < few < many


def test_the_wider_a_model_the_smaller_a_share_of_it_its_adapters_are() -> None:
    # Apple's adapters of rank 32: 66.6M parameters on 3.11B of width 2048.
    assert adapter_share(2048) == pytest.approx(66.6 / 3110, rel=0.03)
    assert adapter_share(8192) == pytest.approx(adapter_share(2048) / 4)
