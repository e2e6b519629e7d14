"""The line formats of training software: one function each, from lines to readings.

Every expression is bounded and starts at a literal, so that no text takes long to search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from model.run_log.progress_bar import read_progress_bar
from model.run_log.reading import Quantity, Reading, Readings, is_measurement
from model.run_log.table import read_table

NUMBER = r"([0-9]{1,12}(?:\.[0-9]{1,12})?(?:[eE][+-]?[0-9]{1,3})?)"
_ITERATION = re.compile(r"iteration:?\s{0,12}([0-9]{1,12})\s{0,12}/")
_MEGATRON = re.compile(r"elapsed time per iteration \(ms\):\s{0,12}" + NUMBER)
_MEGATRON_BATCH = re.compile(r"global batch size:\s{0,12}([0-9]{1,9})")
_BRIDGE = re.compile(r"Step Time\s{0,4}:\s{0,4}" + NUMBER + r"\s{0,2}s")
_NEMO = re.compile(r"train_step_timing in s[:=]\s{0,4}" + NUMBER)
_NEMO_LIST = re.compile(r"train_step_timing in s:\s{0,4}\[([0-9.,eE+\- ]{1,2000})")
_NEMO_BATCH = re.compile(r"global_batch_size[:=]\s{0,4}([0-9]{1,9})\b")
# Bars of Lightning shorten a large number, e.g. 1.23e+5: such a one names no step.
_GLOBAL_STEP = re.compile(r"global_step[:=]\s{0,4}([0-9]{1,12})(?![0-9]|\.[0-9]{1,9}e|e)")
_TITAN_STEP = re.compile(r"step:\s{0,8}([0-9]{1,12})\b")
_TITAN = re.compile(r"\b(?:tps|wps):\s{0,8}([0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,12}(?:\.[0-9]+)?)")
_NXD = re.compile(r"throughput :\s{0,2}" + NUMBER)
_NXD_STEP = re.compile(r"(?:- \([0-9]{1,9}, |- step: )([0-9]{1,12})\b")
_OPTIMUM = re.compile(r"global_tokens_per_sec(?:_avg)?['\"]?\s{0,4}[:=]\s{0,4}['\"]?" + NUMBER)


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of log.

    Attributes:
        name: the software.
        looks_for: what its lines have, in words.
        read: readings of a log; none if it is of another kind.
    """

    name: str
    looks_for: str
    read: Callable[[Sequence[str]], Readings]


def formats() -> tuple[Format, ...]:
    """All kinds of log, those that say most of a step first."""
    return (
        Format("Megatron-LM", "'elapsed time per iteration (ms): 2345.6'", _megatron),
        Format("NeMo", "'train_step_timing in s: 12.39'", _nemo),
        Format("torchtitan", "'step: 10 … tps: 7,282'", _torchtitan),
        Format("optimum-neuron", "'train/global_tokens_per_sec': 12345.6", _optimum),
        Format("NxD examples", "'(0, 12) step_loss : 2.43 … throughput : 7.94'", _nxd),
        Format("Megatron-Bridge", "'Step Time : 9.09s'", _bridge),
        Format(
            "NxD Training or another progress bar",
            "'4/91 [21:20<7:44:18, 320.22s/it', with or without iteration_time=",
            read_progress_bar,
        ),
        Format(
            "CSV file",
            "a first line that names a column step_time_s, step_time_ms, tokens_per_s or "
            "tokens_per_s_per_chip",
            read_table,
        ),
    )


def _found(
    lines: Iterable[str],
    value: re.Pattern[str],
    step: re.Pattern[str] | None,
    batch: re.Pattern[str] | None,
    scale: float = 1.0,
) -> tuple[Reading, ...]:
    readings = []
    for line in lines:
        match = value.search(line)
        if match is None:
            continue
        number = float(match[1].replace(",", "")) * scale
        if is_measurement(number):
            readings.append(Reading(number, _whole(step, line), _whole(batch, line)))
    return tuple(readings)


def _whole(pattern: re.Pattern[str] | None, line: str) -> int | None:
    match = pattern.search(line) if pattern else None
    return int(match[1]) if match else None


def once_a_step(readings: Sequence[Reading], quantity: Quantity) -> tuple[Reading, ...]:
    """One reading a step where every rank prints its own: the slowest holds up the others."""
    slowest = max if quantity is Quantity.STEP_SECONDS else min
    kept: dict[tuple[int, int | None], Reading] = {}
    for reading in readings:
        if reading.step is None:
            return tuple(readings)
        step = (reading.step, reading.batch_seqs)
        before = kept.get(step, reading)
        kept[step] = slowest(before, reading, key=lambda r: r.value)
    return tuple(kept.values())


def _megatron(lines: Sequence[str]) -> Readings:
    quantity = Quantity.STEP_SECONDS
    found = _found(lines, _MEGATRON, _ITERATION, _MEGATRON_BATCH, 1e-3)
    return Readings("Megatron-LM", quantity, once_a_step(found, quantity))


def _bridge(lines: Sequence[str]) -> Readings:
    return Readings("Megatron-Bridge", Quantity.STEP_SECONDS, _found(lines, _BRIDGE, None, None))


def _nemo(lines: Sequence[str]) -> Readings:
    found = _found(lines, _NEMO, _GLOBAL_STEP, _NEMO_BATCH)
    if not found:
        match = next((m for line in lines if (m := _NEMO_LIST.search(line))), None)
        values = re.findall(NUMBER, match[1]) if match else []
        found = tuple(Reading(float(v)) for v in values if is_measurement(float(v)))
    return Readings("NeMo", Quantity.STEP_SECONDS, once_a_step(found, Quantity.STEP_SECONDS))


def _torchtitan(lines: Sequence[str]) -> Readings:
    quantity = Quantity.TOKENS_PER_RANK
    found = _found(lines, _TITAN, _TITAN_STEP, None)
    return Readings("torchtitan", quantity, once_a_step(found, quantity))


def _nxd(lines: Sequence[str]) -> Readings:
    quantity = Quantity.SEQUENCES
    found = _found((line for line in lines if "step_loss :" in line), _NXD, _NXD_STEP, None)
    return Readings("NxD examples", quantity, once_a_step(found, quantity))


def _optimum(lines: Sequence[str]) -> Readings:
    return Readings("optimum-neuron", Quantity.TOKENS, _found(lines, _OPTIMUM, None, None))
