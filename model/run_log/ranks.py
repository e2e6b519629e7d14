"""Ranks that share a chip: software that prints per rank prints less than a chip does."""

from __future__ import annotations

from model.data_files import rows
from model.hardware import Accelerator


def ranks_per_chip(chip: Accelerator) -> int:
    """Ranks of PyTorch on one chip: 1 on a GPU, one for each logical NeuronCore on Trainium."""
    found = {row["generation"]: int(row["ranks"]) for row in rows("ranks_per_chip.csv")}
    return found.get(chip.generation, 1)
