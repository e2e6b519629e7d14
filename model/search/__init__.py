"""Search for the fastest layout that fits."""

from model.search.best import best_step, evaluate_layout
from model.search.estimate import Alternative, Infeasible, MemoryEstimate, StepEstimate
from model.search.sizes import seconds_by_size

__all__ = [
    "Alternative",
    "Infeasible",
    "MemoryEstimate",
    "StepEstimate",
    "best_step",
    "evaluate_layout",
    "seconds_by_size",
]
