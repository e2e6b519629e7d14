"""The numbers of a platform that the model computes with, as a frozen answer keeps them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from model.hardware import Instance
from model.units import GIB

# Name, unit in which the number is short, and words; those of the accelerator, of the instance.
ACCELERATOR_FACTS = (
    ("bf16_flops", 1e9, "peak in BF16 (GFLOP/s)"),
    ("fp8_flops", 1e9, "peak in FP8 (GFLOP/s)"),
    ("fp4_flops", 1e9, "peak in FP4 (GFLOP/s)"),
    ("hbm_bytes", GIB, "memory (GiB)"),
    ("hbm_bytes_per_s", 1e9, "memory bandwidth (GB/s)"),
    ("scale_up_bytes_per_s", 1e9, "link between neighbours (GB/s)"),
    ("scale_up_domain", 1, "chips a link joins at most"),
    ("network_bytes_per_s", 1e9, "network per chip (GB/s)"),
    ("tdp_w", 1, "rated power (W)"),
)
INSTANCE_FACTS = (
    ("accelerators", 1, "chips in an instance"),
    ("scale_up_domain", 1, "chips the link joins"),
    ("network_bytes_per_s", 1e9, "network of an instance (GB/s)"),
)
FACTS = len(ACCELERATOR_FACTS) + len(INSTANCE_FACTS)
_COUNTS = frozenset({"accelerators", "scale_up_domain"})
_MAY_LACK = frozenset({"fp8_flops", "fp4_flops", "tdp_w"})
# Far beyond every chip: what is outside was not kept by this app, and nothing is computed from it.
LEAST, MOST, MOST_CHIPS = 1e-3, 1e12, 10_000
_SAME = 1e-9


def chip_facts(instance: Instance) -> tuple[float | None, ...]:
    """The facts of a platform in the order and units above; None where one is unpublished."""
    chip = [_short(getattr(instance.accelerator, n), unit) for n, unit, _ in ACCELERATOR_FACTS]
    return (*chip, *(_short(getattr(instance, n), unit) for n, unit, _ in INSTANCE_FACTS))


def are_chip_facts(facts: Sequence[float | None]) -> bool:
    """Whether numbers, in the order and units above, can be those of a platform at all."""
    names = [name for name, _, _ in (*ACCELERATOR_FACTS, *INSTANCE_FACTS)]
    return len(facts) == FACTS and all(map(_is_fact, names, facts))


def _is_fact(name: str, value: float | None) -> bool:
    if value is None:
        return name in _MAY_LACK
    return 1 <= value <= MOST_CHIPS if name in _COUNTS else LEAST <= value <= MOST


def with_chip_facts(instance: Instance, facts: Sequence[float | None]) -> Instance:
    """The platform as it was when these facts were kept; `instance` itself if none differs."""
    if not changed_facts(instance, facts):
        return instance
    split = len(ACCELERATOR_FACTS)
    chip = _full(ACCELERATOR_FACTS, facts[:split])
    return replace(
        instance,
        accelerator=replace(instance.accelerator, **chip),
        **_full(INSTANCE_FACTS, facts[split:]),
    )


def changed_facts(
    instance: Instance, facts: Sequence[float | None]
) -> tuple[tuple[str, float | None, float | None], ...]:
    """Facts that differ: what it is, value kept, value now."""
    names = [words for _, _, words in (*ACCELERATOR_FACTS, *INSTANCE_FACTS)]
    return tuple(
        (name, kept, now)
        for name, kept, now in zip(names, facts, chip_facts(instance), strict=True)
        if not _equal(kept, now)
    )


def _equal(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return math.isclose(left, right, rel_tol=_SAME)


def _short(value: float | None, unit: float) -> float | None:
    if value is None:
        return None
    short = float(f"{value / unit:.12g}")
    return int(short) if short.is_integer() else short


def _full(names: Sequence[tuple[str, float, str]], facts: Sequence[float | None]) -> dict[str, Any]:
    return {
        name: None if value is None else round(value) if name in _COUNTS else value * unit
        for (name, unit, _), value in zip(names, facts, strict=True)
    }
