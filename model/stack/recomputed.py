"""Which parts of a layer a source says are computed again."""

from __future__ import annotations

import re
from enum import StrEnum

# A list of modules, as Megatron-Core's recipes and NxD's configurations print it.
LISTED = r"(?:(?:recompute_modules|selective)\W{0,3}[\[(]|recompute_modules=)([^\])|;]*)"


class Part(StrEnum):
    """A part of a layer that selective recomputation can name."""

    ATTENTION = "attention"
    EXPERTS = "experts"
    MLP = "mlp"
    EXPANSION = "expansion"


# Names of the parts, and those of what costs next to nothing to compute again.
NAMES = {
    Part.ATTENTION: r"core_?att",
    Part.EXPERTS: r"\bmoe\b",
    Part.MLP: r"mlp\b",
    Part.EXPANSION: r"mla_up_proj",
}
CHEAP = r"norm\b|_act\b|shared_experts"


def parts_named(*texts: str) -> frozenset[Part] | None:
    """The parts that a list of modules in some texts names; None where there is no such list."""
    for text in texts:
        for found in re.finditer(LISTED, text.lower()):
            parts = frozenset(part for part, name in NAMES.items() if re.search(name, found[1]))
            if parts or re.search(CHEAP, found[1]):
                return parts
    return None
