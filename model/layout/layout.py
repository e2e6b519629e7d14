"""One layout: the degrees of parallelism and what is kept, sharded or recomputed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Sharding(IntEnum):
    """What the data-parallel ranks share out, as ZeRO stages (Rajbhandari et al. 2020)."""

    NONE = 0
    OPTIMIZER = 1
    GRADIENTS = 2
    WEIGHTS = 3


class Recompute(StrEnum):
    """Activations that the backward pass computes again."""

    NONE = "none"
    SELECTIVE = "selective"
    FULL = "full"


RECOMPUTE_CODE = {Recompute.NONE: 0, Recompute.SELECTIVE: 1, Recompute.FULL: 2}
RECOMPUTE_BY_CODE = tuple(RECOMPUTE_CODE)


@dataclass(frozen=True, slots=True)
class Layout:
    """How one optimizer step is spread over accelerators.

    Attributes:
        tensor_parallel: accelerators that share each matrix.
        pipeline_parallel: pipeline stages.
        virtual_pipeline: model chunks per stage (interleaving); 1 for none.
        context_parallel: accelerators that share one sequence.
        expert_parallel: accelerators that share the routed experts.
        data_parallel: replicas (or shards, under ZeRO) of the model.
        sharding: what data-parallel ranks share out.
        recompute: activations computed again in the backward pass.
        micro_batch: sequences in one forward pass.
        shard_group: ranks over which `sharding` spreads; 0 for all data-parallel ranks.
        offload: optimizer state is kept in host memory.
    """

    tensor_parallel: int
    pipeline_parallel: int
    virtual_pipeline: int
    context_parallel: int
    expert_parallel: int
    data_parallel: int
    sharding: Sharding
    recompute: Recompute
    micro_batch: int
    shard_group: int = 0
    offload: bool = False

    @property
    def accelerators(self) -> int:
        """Accelerators that the layout uses; experts share the same ones."""
        return (
            self.tensor_parallel
            * self.pipeline_parallel
            * self.context_parallel
            * self.data_parallel
        )
