"""Progress bars of Lightning (NxD Training, NeMo 1) and of the Hugging Face trainer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from model.run_log.reading import Quantity, Reading, Readings, is_measurement

# Bars print whole seconds: readings span enough of them for that not to matter.
LEAST_SECONDS = 30
_BAR = re.compile(
    r"\|\s{0,4}([0-9]{1,9})/([0-9]{1,9}) \[(?:([0-9]{1,4}):)?([0-9]{1,4}):([0-9]{2})<"
)
# Bars of what is read, tokenized or downloaded count no steps.
_OTHER = re.compile(
    r"\b(?:examples|tables|files|batches|ba|ex|[kMG]?i?B)/s\]|s/(?:examples|ba|ex)\]"
)
_RATE = re.compile(r", ([0-9]{1,6}(?:\.[0-9]{1,4})?)(s/it|it/s)")
# The trainer of Hugging Face smooths what its bar prints over the last few steps. Where many steps
# fit into a reading, a checkpoint hides among them, and that is the better measurement.
MANY = 10
_TIME = re.compile(r"\b(?:iteration_time|train_step_timing in s)=([0-9]{1,9}(?:\.[0-9]{1,9})?)")
# A large number is shortened, e.g. 1.23e+5: it names no step, and the bar's own count does.
_STEP = re.compile(r"global_step=([0-9]{1,12})(?![0-9]|\.[0-9]{1,9}e|e)")
_SAMPLES = re.compile(r"consumed_samples=([0-9]{1,12}(?:\.[0-9]{1,9})?)(?![0-9.eE])")
_NEURON = re.compile(r"\b(?:iteration_time|parameter_norm)=")
_LIGHTNING = re.compile(r"\breduced_train_loss=")
NAME, NEURON, EITHER = "progress bar", "NxD Training", "NxD Training or NeMo"


def read_progress_bar(lines: Sequence[str]) -> Readings:
    """Seconds per step: as printed in iteration_time, or from how far the bar moved in its time."""
    bars = _of_training(lines)
    name = _name(bars)
    batch = _batch(bars)
    printed: dict[int, Reading] = {}
    for line in bars:
        time, step = _TIME.search(line), _STEP.search(line)
        if time and is_measurement(float(time[1])):
            number = int(step[1]) if step else _count(line) - 1
            printed[number] = Reading(float(time[1]), number, batch)
    if printed:
        return Readings(name, Quantity.STEP_SECONDS, tuple(printed.values()))
    moved = _moved(bars, batch)
    smoothed = _smoothed(bars, batch) if name == NAME and _many(moved) else ()
    return Readings(name, Quantity.STEP_SECONDS, smoothed or tuple(moved))


def _many(moved: Sequence[Reading]) -> bool:
    """Whether readings span many steps each."""
    steps = [
        later.step - reading.step
        for reading, later in pairwise(moved)
        if later.step and reading.step
    ]
    return bool(steps) and sorted(steps)[len(steps) // 2] >= MANY


def _smoothed(bars: Sequence[str], batch: int | None) -> tuple[Reading, ...]:
    """Seconds per step as the bar prints them, once a step."""
    found: dict[int, Reading] = {}
    for line in bars:
        match = _RATE.search(line)
        value = float(match[1]) if match else 0.0
        if match and value > 0:
            seconds = value if match[2] == "s/it" else 1 / value
            if is_measurement(seconds):
                found[_count(line)] = Reading(seconds, _count(line), batch)
    return tuple(found.values())


def _of_training(lines: Sequence[str]) -> list[str]:
    """The lines of the bar that is drawn most often: others evaluate, load or tokenize."""
    found = [(line, m[2]) for line in lines if (m := _BAR.search(line)) and not _OTHER.search(line)]
    drawn = Counter(total for _, total in found)
    most = max(drawn, key=lambda total: (drawn[total], int(total)), default="")
    return [line for line, total in found if total == most]


def _name(bars: Sequence[str]) -> str:
    if any(_NEURON.search(line) for line in bars):
        return NEURON
    return EITHER if any(_LIGHTNING.search(line) for line in bars) else NAME


def _count(line: str) -> int:
    match = _BAR.search(line)
    assert match is not None
    return int(match[1])


def _moved(bars: Sequence[str], batch: int | None) -> list[Reading]:
    readings: list[Reading] = []
    start: tuple[int, int] | None = None
    for line in bars:
        match = _BAR.search(line)
        assert match is not None
        step = int(match[1])
        seconds = int(match[3] or 0) * 3600 + int(match[4]) * 60 + int(match[5])
        if start is None or step < start[0] or seconds < start[1]:
            start = (step, seconds)
        steps, passed = step - start[0], seconds - start[1]
        if steps > 0 and passed >= LEAST_SECONDS:
            readings.append(Reading(passed / steps, step, batch))
            start = (step, seconds)
    return readings


def _batch(bars: Sequence[str]) -> int | None:
    """Sequences of a step, from samples and steps of two lines; None unless all pairs agree."""
    seen: dict[int, float] = {}
    for line in bars:
        step, samples = _STEP.search(line), _SAMPLES.search(line)
        if step and samples:
            seen[int(step[1])] = float(samples[1])
    sizes = {
        (samples - before) / (step - last)
        for (last, before), (step, samples) in pairwise(sorted(seen.items()))
        if step > last
    }
    return round(sizes.pop()) if len(sizes) == 1 and min(sizes) >= 1 else None
