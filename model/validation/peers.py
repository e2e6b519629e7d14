"""What other tools get on published runs, with who measured it and when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from model.data_files import optional_int, rows


@dataclass(frozen=True, slots=True)
class PeerAccuracy:
    """Mean error of one tool on one set of runs.

    Attributes:
        runs_in_words: what the runs are.
        runs: how many; None where its authors do not say.
        tool: name and release.
        low: mean of |predicted / measured - 1|, or the lower end of what is known of it.
        high: its upper end.
        measured_by: us, or its authors.
        as_of: when it was measured or read.
        source: what was run, or where it stands.
        notes: what it tells.
    """

    runs_in_words: str
    runs: int | None
    tool: str
    low: float
    high: float
    measured_by: str
    as_of: str
    source: str
    notes: str


@cache
def peer_accuracies() -> tuple[PeerAccuracy, ...]:
    """All figures of `peer_accuracy.csv`."""
    return tuple(
        PeerAccuracy(
            row["set"],
            optional_int(row["runs"]),
            row["tool"],
            float(row["mean_error_low"]),
            float(row["mean_error_high"]),
            row["measured_by"],
            row["as_of"],
            row["source"],
            row["notes"],
        )
        for row in rows("peer_accuracy.csv")
    )
