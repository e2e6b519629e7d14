"""What a run keeps on disk, and what that costs."""

from __future__ import annotations

from model.architecture import parameter_count
from model.run_defaults import run_defaults
from model.step.constants import adapter_share
from model.workload import Task, Workload

GB = 1e9
DAYS_PER_MONTH = 365 / 12


def checkpoint_bytes(workload: Workload) -> float:
    """Size of one checkpoint: trained weights with their optimizer state [B]."""
    default = {name: row.value for name, row in run_defaults().items()}
    parameters = float(parameter_count(workload.architecture).total)
    if workload.task in (Task.LORA, Task.QLORA):
        parameters *= adapter_share(workload.architecture.hidden)
    return parameters * default["checkpoint_bytes_per_parameter"]


def storage_usd_per_day(workload: Workload, tokens: int, checkpoints_kept: int) -> float:
    """Price of what a run stores, at list price [USD/day].

    The training tokens and the checkpoints kept lie in an object store, the latest checkpoints on
    a parallel file system as well.

    Args:
        workload: its model gives the size of a checkpoint.
        tokens: training tokens, stored once.
        checkpoints_kept: checkpoints kept until the end of the run.
    """
    default = {name: row.value for name, row in run_defaults().items()}
    checkpoint = checkpoint_bytes(workload)
    in_store = tokens * default["token_bytes"] + checkpoints_kept * checkpoint
    on_lustre = checkpoint * default["lustre_checkpoints"] * default["lustre_over_provision"]
    per_month = (
        in_store * default["s3_usd_per_gb_month"] + on_lustre * default["lustre_usd_per_gb_month"]
    )
    return per_month / GB / DAYS_PER_MONTH
