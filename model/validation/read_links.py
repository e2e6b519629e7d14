"""The links between the chips of a published run."""

from __future__ import annotations

import re

from model.hardware import Accelerator, Family
from model.validation import cells


def network_bytes_per_s(cell: str, chip: Accelerator, per_host: int) -> float:
    """Network per chip and direction [B/s]; storage networks are not mistaken for it."""
    usual = chip.network_bytes_per_s
    gbps = cells.network_gbps(cell, per_host)
    stated = usual if gbps is None else gbps * 1e9 / 8
    return stated if stated >= 0.2 * usual else usual


def scale_up_domain(chip: Accelerator, per_host: int, network: str) -> int:
    """Chips that the scale-up link joins, as the cell on the network has it."""
    if chip.scale_up_domain <= 1:
        return 1
    if chip.scale_up_domain <= 16:
        return min(chip.scale_up_domain, per_host) if chip.family is Family.NVIDIA else 16
    found = re.search(r"nvl(\d+)", network.lower())
    return int(found.group(1)) if found else chip.scale_up_domain
