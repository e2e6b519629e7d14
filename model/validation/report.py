"""Predictions and their errors as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from model.validation.prediction import Prediction, Unpredicted
from model.validation.summary import ErrorSummary, summarise

BREAKDOWNS = ("chip", "source", "precision", "task", "evidence")


def summary_of(predictions: Sequence[Prediction]) -> ErrorSummary:
    """Error statistics of the predictions that have a measurement."""
    measured = [p for p in predictions if p.measured is not None]
    return summarise(
        [p.predicted for p in measured],
        [p.measured or 0.0 for p in measured],
        [p.low for p in measured],
        [p.high for p in measured],
    )


def summaries(predictions: Sequence[Prediction]) -> dict[str, dict[str, ErrorSummary]]:
    """Error statistics of all predictions and by chip, source, precision, task, evidence."""
    measured = [p for p in predictions if p.measured is not None]
    if not measured:
        return {}
    result = {"all": {"all": summary_of(measured)}}
    for column in BREAKDOWNS:
        names = sorted({str(getattr(p, column)) for p in measured})
        result[column] = {
            name: summary_of([p for p in measured if str(getattr(p, column)) == name])
            for name in names
        }
    return result


def memory_errors(predictions: Sequence[Prediction]) -> list[float]:
    """|predicted / measured - 1| of peak memory where it was measured."""
    return [
        abs(p.predicted_memory_bytes / p.measured_memory_bytes - 1)
        for p in predictions
        if p.measured_memory_bytes
    ]


def as_json(predictions: Sequence[Prediction], rest: Sequence[Unpredicted]) -> str:
    """Predictions, statistics and unpredicted rows as one JSON document."""
    found = summaries(predictions)
    document = {
        "rows": [
            {**asdict(p), "searched": list(p.searched), "error": p.error} for p in predictions
        ],
        "unpredicted": [asdict(u) for u in rest],
        "summary": {
            column: {name: asdict(s) for name, s in groups.items()}
            for column, groups in found.items()
        },
    }
    return json.dumps(document, indent=1)


def as_text(predictions: Sequence[Prediction], rest: Sequence[Unpredicted]) -> str:
    """Predictions, statistics and unpredicted rows as a table for the terminal."""
    width = max([len(p.id) for p in predictions] + [len(u.id) for u in rest] + [2])
    head = (
        f"{'id':{width}}  {'measured':>10} {'predicted':>10} {'low':>10} {'high':>10} {'error':>7}"
    )
    lines = [head + "  tokens/s per accelerator; low to high is the 80 % interval"]
    for p in predictions:
        measured = "" if p.measured is None else f"{p.measured:.1f}"
        error = "" if p.error is None else f"{p.error:+.1%}"
        lines.append(
            f"{p.id:{width}}  {measured:>10} {p.predicted:>10.1f} {p.low:>10.1f} "
            f"{p.high:>10.1f} {error:>7}"
        )
    lines += [f"{u.id:{width}}  not predicted: {u.reason}" for u in rest]
    lines.append(f"\n{len(predictions)} rows predicted, {len(rest)} not")
    lines += summary_lines(summaries(predictions))
    errors = sorted(memory_errors(predictions))
    if errors:
        middle = errors[len(errors) // 2]
        lines.append(f"\npeak memory: median error {middle:.1%} of {len(errors)} rows")
        over = sum(not p.fits for p in predictions)
        lines.append(f"layouts called impossible: {over} ({over / len(predictions):.1%})")
    return "\n".join(lines)


def summary_lines(found: dict[str, dict[str, ErrorSummary]]) -> list[str]:
    """Error statistics as lines of a table."""
    lines: list[str] = []
    for column, groups in found.items():
        lines.append(f"\nby {column:44}    n  median    mean     p90    bias  in 80 %  half-width")
        for name, s in groups.items():
            lines.append(
                f"{name[:46]:46} {s.n:5d} {s.median:7.1%} {s.mean:7.1%} {s.p90:7.1%} "
                f"{s.bias:+7.1%} {s.coverage:8.1%} {s.half_width:10.2f}x"
            )
    return lines
