"""The run that the examples of the method work out: Llama 3.1 8B on 64 H100."""

from __future__ import annotations

from functools import cache

from model.architecture import presets
from model.calibrated import calibration
from model.hardware import instances
from model.layout import Layout, Recompute, Sharding
from model.search.search import cluster_machine
from model.stack import platform_features
from model.step.assemble import layout_arrays, problem
from model.step.coefficients import Coefficients
from model.step.problem import Problem
from model.step.resolve import LATEST_YEAR, context, resolve
from model.workload import Precision, Task, Workload

LLAMA_8B = presets()["llama3.1-8b"].architecture
WORKLOAD = Workload(LLAMA_8B, Task.PRETRAIN, Precision.BF16, 8192, 512)
INSTANCE = instances()["p5.48xlarge"]
LAYOUT = Layout(
    tensor_parallel=2,
    pipeline_parallel=4,
    virtual_pipeline=2,
    context_parallel=1,
    expert_parallel=1,
    data_parallel=8,
    sharding=Sharding.OPTIMIZER,
    recompute=Recompute.NONE,
    micro_batch=1,
)
IN_WORDS = (
    "Llama 3.1 8B on 64 H100 in BF16, sequences of 8,192 tokens, 512 a step, tensor 2, "
    "pipeline 4, interleaved 2, data 8"
)


@cache
def example_problem() -> Problem:
    """The step of the example."""
    features = platform_features(INSTANCE.accelerator)
    on = cluster_machine(WORKLOAD, INSTANCE)
    return problem(WORKLOAD, on, features.stack, layout_arrays(LAYOUT))


@cache
def example_coefficients() -> Coefficients:
    """The fitted coefficients that hold for the example."""
    features = platform_features(INSTANCE.accelerator)
    where = context(INSTANCE.accelerator, WORKLOAD, features.stack, LATEST_YEAR)
    return resolve(calibration().parameters, where)
