"""Number formats of the products of a step."""

from __future__ import annotations

from model.workload import Precision


def expert_precision(precision: Precision) -> Precision:
    """The format whose speed the grouped products of routed experts have.

    In four bits they gain nothing over eight.

    Source: NVIDIA-NeMo/Megatron-Bridge docs/performance-summary-archive.md, 26.04 to 26.08: in
    NVFP4, Nemotron 3 Super and Ultra train 0 to 5 % faster than in MXFP8, dense models 19 to 50 %.
    """
    return Precision.MXFP8 if precision is Precision.NVFP4 else precision
