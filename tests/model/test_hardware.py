from __future__ import annotations

import pytest

from model.data_files import rows
from model.hardware import Family, accelerators, instances
from model.workload import Precision


def test_peaks_are_dense() -> None:
    # NVIDIA H100 data sheet prints 1,979 TFLOP/s BF16 with sparsity, half of it dense.
    assert accelerators()["h100"].peak_flops(Precision.BF16) == 989e12


def test_trainium3_gains_in_fp8_and_not_in_bf16() -> None:
    # AWS Neuron documentation, trainium3 architecture: 671 TFLOP/s BF16, 2,517 MXFP8.
    two, three = accelerators()["trainium2"], accelerators()["trainium3"]
    assert three.bf16_flops / two.bf16_flops < 1.01
    assert three.peak_flops(Precision.MXFP8) == 2517e12


def test_cards_sustain_less_of_their_peak_than_parts_with_full_power() -> None:
    # SimuMax's A100 PCIe multiplies large matrices at 0.75 of peak, the 400 W part at 0.87.
    chips = accelerators()
    assert chips["a100-80"].sustained_share == 1
    assert chips["a100-pcie"].sustained_share == pytest.approx(0.75 / 0.87, abs=0.01)


def test_a100_has_no_fp8() -> None:
    assert accelerators()["a100-80"].peak_flops(Precision.FP8) is None


@pytest.mark.parametrize(
    ("instance_type", "chips", "domain", "gbit_per_s_per_chip"),
    [
        ("p5.48xlarge", 8, 8, 400),
        ("p5en.48xlarge", 8, 8, 400),
        ("trn1.32xlarge", 16, 16, 50),
        ("trn2.48xlarge", 16, 16, 200),
        ("trn2u.48xlarge", 16, 64, 200),
        ("u-p6e-gb200x72", 72, 72, 400),
    ],
)
def test_instances_carry_the_published_chips_and_network(
    instance_type: str, chips: int, domain: int, gbit_per_s_per_chip: float
) -> None:
    instance = instances()[instance_type]
    assert (instance.accelerators, instance.scale_up_domain) == (chips, domain)
    assert instance.network_bytes_per_s_per_accelerator == gbit_per_s_per_chip * 1e9 / 8


def test_both_families_can_train() -> None:
    assert {chip.family for chip in accelerators().values()} == set(Family)


@pytest.mark.parametrize(
    "name",
    [
        "architectures.csv", "accelerators.csv", "instances.csv", "stacks.csv",
        "platform_features.csv", "coefficient_priors.csv", "parameter_priors.csv",
        "maturity.csv", "training_runs.csv", "outside_runs.csv", "optimizer_states.csv",
        "ranks_per_chip.csv",
    ],
)  # fmt: skip
def test_each_row_has_a_source_and_a_date(name: str) -> None:
    for row in rows(name):
        assert row["source"]
        assert row.get("retrieved") or row.get("as_of") or row.get("date")
