"""One optimizer step from the median efficiency of published runs on the same accelerator."""

from __future__ import annotations

from dataclasses import dataclass

from model.architecture import flops_per_token, parameter_count, refusal
from model.data_files import rows
from model.hardware import Instance
from model.workload import Task, Workload


@dataclass(frozen=True, slots=True)
class Step:
    """One optimizer step on a cluster."""

    layout_text: str
    step_seconds: float
    mfu: float
    log_sigma: float
    memory_bytes: float
    memory_capacity_bytes: float
    evidence: str


def steps(workload: Workload, instance: Instance, instances: int) -> Step | str:
    """The step on so many instances, or why it cannot run."""
    a = workload.architecture
    chip = instance.accelerator
    if reason := refusal(a):
        return reason
    peak = chip.peak_flops(workload.precision)
    if peak is None:
        return f"{chip.name} has no {workload.precision.upper()} matrix path"
    accelerators = instances * instance.accelerators
    found = None
    count = parameter_count(a).total
    for mp in (2**i for i in range(12)):
        if accelerators % mp or workload.global_batch_seqs % (accelerators // mp):
            continue
        dp = accelerators // mp
        states = count * (6 + 12 / dp) / mp
        activations = workload.seq_len * a.hidden * 34 * a.layers / mp
        memory = states + activations
        if memory < 0.92 * chip.hbm_bytes:
            found = mp, dp, memory
            break
    if found is None:
        return "does not fit in memory or does not divide the batch"
    mp, dp, memory = found
    moe = "true" if a.experts else "false"
    table = [r for r in rows("efficiency.csv") if r["accelerator"] == chip.id]
    exact = [r for r in table if r["precision"] == workload.precision and r["moe"] == moe]
    if not exact:
        exact = table
    if not exact:
        return f"no published run on {chip.name}"
    row = exact[0]
    mfu, sigma = float(row["mfu"]), max(0.15, float(row["log_sigma"]))
    if int(row["rows"]) < 5:
        sigma = max(sigma, 0.3)
    frozen = workload.task in (Task.LORA, Task.QLORA)
    flops = flops_per_token(a, workload.seq_len, frozen).total * workload.tokens_per_step
    seconds = flops / (mfu * peak * accelerators)
    return Step(
        f"model-parallel {mp}, data-parallel {dp}", seconds, mfu, sigma, memory,
        chip.hbm_bytes, f"median of {row['rows']} published runs on {chip.name}",
    )  # fmt: skip
