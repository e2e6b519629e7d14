"""A log as what it measured: which software wrote it, the steady part, the batch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from model.run_log.formats import formats
from model.run_log.reading import Quantity, Reading
from model.run_log.steady import Steady, steady
from model.run_log.text import lines
from model.wording import counted

MOST_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class RunLog:
    """A log that could be read.

    Attributes:
        format: the software that wrote it.
        quantity: what its values are.
        steady: its steady part.
        readings: values found in all.
        values: the values in order, thinned out if there are very many.
        steps: first and last step that it names, if it does.
        batch_seqs: sequences in a step, if it says so; the most frequent where that changes.
        notes: what a reader should know, in words.
    """

    format: str
    quantity: Quantity
    steady: Steady
    readings: int
    values: tuple[float, ...]
    steps: tuple[int, int] | None
    batch_seqs: int | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoLog:
    """Why nothing could be read, and what was looked for."""

    reason: str
    looked_for: tuple[str, ...] = ()


def read_log(text: str) -> RunLog | NoLog:
    """What a log says. Never raises, whatever the text.

    Args:
        text: lines as the training software printed them, or a CSV file of step times.
    """
    try:
        found = lines(text)
    except ValueError as error:
        return NoLog(str(error))
    if not found:
        return NoLog("There is no text yet.")
    all_read = [kind.read(found) for kind in formats()]
    best = max(all_read, key=lambda r: min(len(r.readings), 3))
    looked_for = tuple(f"{kind.name}: {kind.looks_for}" for kind in formats())
    if not best.readings:
        return NoLog(f"No step times were found in {len(found):,} lines.", looked_for)
    readings, notes = _one_batch(best.readings)
    if len(readings) < 2:
        return NoLog(
            f"Only one step was found in {len(found):,} lines ({best.format}): the first one is "
            "warm-up, and a scatter needs more. Paste more of the log.",
            looked_for,
        )
    values = [r.value for r in readings]
    part = steady(values)
    numbers = [r.step for r in readings if r.step is not None]
    thin = max(1, len(values) // MOST_KEPT)
    return RunLog(
        format=best.format,
        quantity=best.quantity,
        steady=part,
        readings=len(readings),
        values=tuple(values[::thin]),
        steps=(min(numbers), max(numbers)) if numbers else None,
        batch_seqs=next((r.batch_seqs for r in reversed(readings) if r.batch_seqs), None),
        notes=notes + _notes(part),
    )


def _one_batch(readings: tuple[Reading, ...]) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """The readings of the most frequent batch size: a ramp of it is no steady part."""
    sizes = Counter(r.batch_seqs for r in readings if r.batch_seqs is not None)
    if len(sizes) < 2:
        return readings, ()
    size = sizes.most_common(1)[0][0]
    kept = tuple(r for r in readings if r.batch_seqs in (size, None))
    dropped = counted(len(readings) - len(kept), "step")
    return kept, (f"Left out: {dropped} with another batch than {size:,} sequences.",)


def _notes(part: Steady) -> tuple[str, ...]:
    notes = []
    if part.used < 10:
        notes.append(
            f"Only {counted(part.used, 'steady step')}: more of them would narrow the range."
        )
    if part.outliers > 0.2 * (part.used + part.outliers):
        notes.append("More than a fifth of the steps stand out: the run may not be steady.")
    if part.scatter > 0.1:
        notes.append(f"Steps scatter by {part.scatter:.0%}: the run may not be steady.")
    return tuple(notes)
