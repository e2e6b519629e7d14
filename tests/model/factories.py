"""Small scenarios that the tests of the model start from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from model.architecture import Architecture, presets
from model.hardware import Instance, instances
from model.layout import Layout, Recompute, Sharding
from model.workload import Precision, Task, Workload

LLAMA3_8B = presets()["llama3-8b"].architecture
GPT3_175B = presets()["gpt3-175b"].architecture


def workload(architecture: Architecture = LLAMA3_8B, **changes: Any) -> Workload:
    """Pre-training of Llama 3 8B in BF16, 128 sequences of 8,192 tokens, with changes."""
    base = Workload(architecture, Task.PRETRAIN, Precision.BF16, 8192, 128)
    return replace(base, **changes)


def instance(instance_type: str = "p5.48xlarge", **chip: Any) -> Instance:
    """An instance type, its chip changed."""
    found = instances()[instance_type]
    return replace(found, accelerator=replace(found.accelerator, **chip))


def layout(**changes: Any) -> Layout:
    """Eight data-parallel ranks with a sharded optimizer, with changes."""
    base = Layout(
        tensor_parallel=1,
        pipeline_parallel=1,
        virtual_pipeline=1,
        context_parallel=1,
        expert_parallel=1,
        data_parallel=8,
        sharding=Sharding.OPTIMIZER,
        recompute=Recompute.NONE,
        micro_batch=1,
    )
    return replace(base, **changes)
