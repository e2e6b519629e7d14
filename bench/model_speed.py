"""Speed of the layout search and of the comparison of platforms."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from model.architecture import presets
from model.calibrated import calibration
from model.hardware import Instance, instances
from model.search import best_step
from model.search.search import cluster_machine, evaluate, search_axes
from model.stack import platform_features
from model.step.assemble import problem
from model.step.memory import memory
from model.step.resolve import LATEST_YEAR, context, resolve
from model.step.schedule import step_time
from model.workload import Precision, Task, Workload

PLATFORMS = (
    "p4d.24xlarge", "p4de.24xlarge", "p5.48xlarge", "p5en.48xlarge", "p6-b200.48xlarge",
    "p6-b300.48xlarge", "u-p6e-gb200x72", "u-p6e-gb300x72", "trn1.32xlarge", "trn2.48xlarge",
    "trn2u.48xlarge", "trn3.48xlarge",
)  # fmt: skip
REPEATS = 5


def gpt3() -> Workload:
    """GPT-3 175B in BF16, 1,536 sequences of 2,048 tokens."""
    return Workload(presets()["gpt3-175b"].architecture, Task.PRETRAIN, Precision.BF16, 2048, 1536)


def _fastest(run: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def measure() -> dict[str, float]:
    """Layouts per second, and seconds of the searches that people wait for."""
    work, h100 = gpt3(), instances()["p5.48xlarge"]
    features = platform_features(h100.accelerator)
    on = cluster_machine(work, h100)
    where = context(h100.accelerator, work, features.stack, LATEST_YEAR)
    c = resolve(calibration().parameters, where)
    axes = search_axes(work, 512, h100, features)
    found = evaluate(work, on, features, c, axes, 512)

    def formulas() -> None:
        p = problem(work, on, features.stack, found.layouts)
        memory(p)
        step_time(p, c)

    def search(instance: Instance, count: int) -> None:
        best_step.cache_clear()
        best_step(work, instance, count)

    def compare() -> None:
        best_step.cache_clear()
        for name in PLATFORMS:
            for chips in (256, 512, 1024, 2048):
                best_step(work, instances()[name], max(1, chips // instances()[name].accelerators))

    compare()
    again = _fastest(lambda: [best_step(work, instances()[name], 64) for name in PLATFORMS])
    return {
        "layouts_per_s": len(found.seconds) / _fastest(formulas),
        "gpt3_512_search_s": _fastest(lambda: search(h100, 64)),
        "gpt3_512_layouts": float(len(found.seconds)),
        "compare_12_platforms_4_sizes_s": _fastest(compare),
        "compare_12_platforms_cached_s": again,
    }


if __name__ == "__main__":
    np.set_printoptions(suppress=True)
    for key, value in measure().items():
        print(f"{key:36} {value:,.4f}")
