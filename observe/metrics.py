"""Metrics of this process, for Prometheus and for the operator page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.registry import Collector

# Seconds; a change is to be visible within 0.35, a new search within 1.
BUCKETS = (0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.0, 5.0, 10.0)

_registry = CollectorRegistry()
ProcessCollector(registry=_registry)
_rerun = Histogram(
    "crossover_rerun_seconds",
    "Time to draw a page",
    ["page"],
    buckets=BUCKETS,
    registry=_registry,
)
_records = Counter(
    "crossover_log_records", "Lines of the log", ["level", "part"], registry=_registry
)
_answers = Counter(
    "crossover_api_answers",
    "Answers of the HTTP interface",
    ["endpoint", "status"],
    registry=_registry,
)
_sessions = Gauge("crossover_sessions", "Open sessions", registry=_registry)


@dataclass(frozen=True, slots=True)
class RerunTimes:
    """How long a page took to draw since the start.

    Attributes:
        page: its name.
        count: how often it was drawn.
        mean_s: on average [s].
        slow: the share of draws that took over a second.
    """

    page: str
    count: int
    mean_s: float
    slow: float


@contextmanager
def rerun(page: str) -> Iterator[None]:
    """Count the time of what is done inside as one drawing of a page."""
    began = time.perf_counter()
    try:
        yield
    finally:
        _rerun.labels(page).observe(time.perf_counter() - began)


def rerun_times() -> tuple[RerunTimes, ...]:
    """How long each page took, in the order of their names."""
    found: dict[str, dict[str, float]] = {}
    for family in _rerun.collect():
        for sample in family.samples:
            values = found.setdefault(sample.labels["page"], {})
            if sample.name.endswith("_bucket"):
                if float(sample.labels["le"]) == 1.0:
                    values["quick"] = sample.value
            elif not sample.name.endswith("_created"):
                values[sample.name.rsplit("_", 1)[1]] = sample.value
    return tuple(
        RerunTimes(
            page,
            int(values["count"]),
            values["sum"] / values["count"],
            1 - values["quick"] / values["count"],
        )
        for page, values in sorted(found.items())
        if values["count"]
    )


def count_record(level: str, part: str) -> None:
    """Count a line of the log."""
    _records.labels(level, part).inc()


def log_records() -> dict[tuple[str, str], int]:
    """How many lines of each level and part of the program were logged since the start."""
    return {
        (sample.labels["level"], sample.labels["part"]): int(sample.value)
        for family in _records.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    }


def answered(endpoint: str, status: int) -> None:
    """Count an answer of the HTTP interface."""
    _answers.labels(endpoint, str(status)).inc()


def set_sessions(count: Callable[[], int]) -> None:
    """Say how to find out how many sessions are open."""
    _sessions.set_function(count)


def exposition(others: Iterable[Collector] = ()) -> bytes:
    """Every metric in the text format of Prometheus 0.0.4.

    Args:
        others: metrics of the moment, made when asked for.
    """
    of_the_moment = CollectorRegistry()
    for other in others:
        of_the_moment.register(other)
    return generate_latest(_registry) + generate_latest(of_the_moment)
