from __future__ import annotations

import pytest

from model.hardware import Accelerator, accelerators
from model.validation.read_accelerator import read_accelerator


def _chip(cell: str, **others: str) -> Accelerator:
    return read_accelerator({"accelerator": cell, **others})


@pytest.mark.parametrize(
    ("cell", "chip"),
    [
        ("NVIDIA H100 SXM5 80GB", "h100"), ("DGX H100", "h100"), ("H100 80GB HBM3", "h100"),
        ("H100 PCIe", "h100-pcie"), ("H100-PCIe-80GB", "h100-pcie"), ("H100 NVL", "h100-nvl"),
        ("H100 (96GB, 2.4TB/s)", "h100-96"), ("GH200 96GB", "gh200"), ("HGX H200", "h200"),
        ("H20", "h20"), ("H800", "h800"), ("A800", "a800"), ("A100", "a100-80"),
        ("A100-SXM4-80GB", "a100-80"), ("A100-SXM4-40GB", "a100-40"), ("A100 40GB", "a100-40"),
        ("A100-PCIe", "a100-pcie"), ("A100-PCIe-80GB", "a100-pcie"),
        ("A100-PCIe-40GB", "a100-pcie-40"), ("A100 40GB PCIe", "a100-pcie-40"),
        ("GB200 NVL72", "gb200"), ("B200 SXM", "b200"), ("GB300-NVL72", "gb300"), ("B300", "b300"),
        ("trn1n.32xlarge", "trainium1"), ("Trainium", "trainium1"), ("trn2u", "trainium2"),
        ("Trn3 UltraServer", "trainium3"), ("RTX PRO 6000", "rtx-pro-6000"),
    ],
)  # fmt: skip
def test_a_chip_goes_by_many_names(cell: str, chip: str) -> None:
    assert _chip(cell).id == chip


@pytest.mark.parametrize("chip", accelerators())
def test_every_chip_goes_by_its_own_name(chip: str) -> None:
    assert _chip(accelerators()[chip].name).id == chip


@pytest.mark.parametrize("cell", ["MI300X", "Trainium4", "TPU v5p", "V100", "RTX 4090"])
def test_unknown_chips_are_named_in_the_error(cell: str) -> None:
    with pytest.raises(ValueError, match=cell):
        _chip(cell)


@pytest.mark.parametrize(
    ("column", "words", "chip"),
    [
        ("notes", "8 x A100-80GB-PCIe, one node", "a100-pcie"),
        ("internode_net", "no NVLink", "a100-pcie"),
        ("url", "github.com/x/y:docs/a100_pcie/table.md", "a100-pcie"),
        ("internode_net", "ROCE2; Data bandwidth for GPU-PCIe: 504 GB/s", "a100-80"),
    ],
)
def test_another_cell_may_name_the_card(column: str, words: str, chip: str) -> None:
    assert _chip("A100-80GB", **{column: words}).id == chip


def test_another_cell_may_name_the_h100_with_slower_memory() -> None:
    assert _chip("H100", notes="96GB HBM2e, 2.4 TB/s, power limit 500 W").id == "h100-96"
    assert _chip("H100", notes="96GB of host memory").id == "h100"
    assert _chip("GH200", notes="96GB HBM2e, 2.4 TB/s").id == "gh200"
