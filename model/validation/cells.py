"""Reading the cells of a table of published runs, whose authors never agreed on a format."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from model.layout import Recompute, Sharding
from model.step.constants import constant
from model.workload import Precision, Task

Row = Mapping[str, str]
# What a cell calls each level of sharding, the first that fits.
SHARDING = (
    (Sharding.NONE, r"^(?:none|no\b|no_shard|replicat|d?dp\b(?!.*(?:zero|fsdp|dist)))"),
    (
        Sharding.GRADIENTS,
        r"zero-2|grad_op|optim_grads(?!_params)|reshard\w*\s*[=:]\s*(?:false|never)",
    ),
    (Sharding.WEIGHTS, r"zero-3|[fh]sdp|full\w* ?shard|optim_grads_params|hybrid"),
    (Sharding.WEIGHTS, r"zero-inf|zero\+\+|mics|gemini|(?:param|weight)\w*[^,;(]*\bsharded"),
    (Sharding.OPTIMIZER, r"zero|dist\w* opt|optimi[sz]er"),
)
# What a source calls itself that prints speeds for their own sake.
BENCHMARK = r"benchmark|\bperf|mlperf|throughput|recipe"
# Chips of the usual machine, within which FSDP's HYBRID_SHARD shards.
HOST = 8
BLANK = {"", "nan", "none", "unknown", "n/a", "-", "?"}


def text(row: Row, column: str) -> str:
    """The text of a cell, empty for a blank or missing one."""
    value = (row.get(column) or "").strip()
    return "" if value.lower() in ("nan", "n/a", "-", "?") else value


def number(row: Row, column: str) -> float | None:
    """The first number in a cell, or None."""
    found = re.search(r"[-+]?\d[\d,]*\.?\d*(?:[eE][-+]?\d+)?", text(row, column))
    if not found:
        return None
    value = float(found.group().replace(",", ""))
    return value if math.isfinite(value) else None


def count(row: Row, column: str) -> int | None:
    """The first number in a cell as a positive whole number, or None."""
    value = number(row, column)
    return round(value) if value is not None and value >= 1 else None


def sequence(row: Row) -> int | None:
    """Tokens of a sequence; the k of "8k" is 1,024."""
    short = re.match(r"(\d+)\s*[kK]\b", text(row, "seq_len"))
    return int(short.group(1)) * 1024 if short else count(row, "seq_len")


def precision(cell: str) -> Precision | None:
    """The number format of the matrix products, or None for a blank cell."""
    word = cell.lower()
    if "nvfp4" in word or "fp4" in word:
        return Precision.NVFP4
    if "mxfp8" in word or "fp8-mx" in word or "fp8_mx" in word:
        return Precision.MXFP8
    if "fp8" in word or "float8" in word or "e4m3" in word:
        return Precision.FP8
    return None if word in BLANK else Precision.BF16


def task(cell: str) -> Task:
    """The task; pre-training for a blank cell."""
    word = cell.lower()
    if "qlora" in word:
        return Task.QLORA
    if "lora" in word or "peft" in word:
        return Task.LORA
    if "sft" in word or "finetun" in word or "fine-tun" in word:
        return Task.SFT
    return Task.PRETRAIN


def recompute(cell: str) -> Recompute | None:
    """What is recomputed, or None where the source does not say."""
    word = cell.lower()
    if re.match(r"not\b|unknown|unclear", word):
        return None
    if re.match(r"full|true|yes|every layer|all layers", word):
        return Recompute.FULL
    if re.search(r"select|partial|\bsac\b|every (?!layer)|\bops?\b", word):
        return Recompute.SELECTIVE
    if word.startswith(("none", "no", "off", "false")):
        return Recompute.NONE
    if re.search(r"full|true|block|activation checkpoint|gradient checkpoint", word):
        return Recompute.FULL
    # A list of modules: these are recomputed, and what lies between them is kept.
    return Recompute.SELECTIVE if re.search(r"attn|attention|mlp|norm|moe|act\b", word) else None


def sharding(cell: str) -> tuple[Sharding | None, int, bool]:
    """What is sharded, over how many ranks (0 for all), and whether state is offloaded."""
    word = re.sub(r"zero[\s_-]*(?:stage)?[\s_-]*(\d)", r"zero-\1", cell.lower())
    # FSDP1 and FSDP2 are its two programs; a number of ranks stands apart or has more digits.
    word = re.sub(r"fsdp-?[12](?!\d)", "fsdp", word)
    found = re.search(
        r"(?:group|within|shard(?:ed)?|[fh]sdp)(?:[\s_]*(?:size|degree|group|over))?[\s(]*[=:]?\s*(\d+)",
        word,
    )
    group = int(found.group(1)) if found else 0
    if not group and re.search(r"hybrid_shard|within node", word):
        group = HOST
    level = next((level for level, names in SHARDING if re.search(names, word)), None)
    return level, 0 if level is Sharding.NONE else group, "offload" in word


def network_gbps(cell: str, chips: int) -> float | None:
    """Network bandwidth per accelerator [Gb/s] from the text of a source, or None."""
    word = re.sub(r"(?i)(storage|management|mgmt)[^,]*?(?=,|;|$|compute)", "", cell)
    found = re.search(r"(\d+)\s*gb(?:/s|ps)?\s*per\s*(?:gpu|accel|chip)", word, re.I)
    if found:
        return float(found.group(1))
    best = 0.0
    for cards, rate, unit in re.findall(r"(?:(\d+)\s*x\s*)[^,;]*?(\d+)\s*(gb/s|gb)\b", word, re.I):
        bits = float(rate) * (8 if unit == "GB/s" else 1)
        best = max(best, float(cards) * bits / chips)
    if not best:
        found = re.search(r"(\d+)\s*gb(?:ps|/s|/sec)", word, re.I)
        best = float(found.group(1)) / chips if found else 0.0
    return best or None


def beyond_steps(words: str) -> bool:
    """Whether a clock counted more than steps: start-up, evaluation or saving."""
    what = r"start-?up|eval|sav|checkpoint (?:sav|writ)"
    counted = rf"(?i)(?<!may )\bincl(?:\.|\w*) (?:the )?(?:{what})"
    return re.search(counted, words) is not None


def benchmarked(source: str) -> bool:
    """Whether a source calls what it prints a benchmark, not what came of somebody's training."""
    return re.search(BENCHMARK, source.lower()) is not None


def submitted(source: str) -> bool:
    """Whether runs of a source were submitted to a contest of speed (MLPerf)."""
    return "mlperf" in source.lower()


def published_as(source: str) -> str:
    """`benchmark`, or `report` of somebody's run."""
    return "benchmark" if benchmarked(source) else "report"


def year(cell: str, framework: str) -> float:
    """Date of the software as a decimal year; 2024.5 where nothing says.

    A release that is named goes first, unless it is much older than the run: that is a text that
    somebody copied.
    """
    found = re.search(r"\b(20\d\d)(?:-(\d\d))?", cell or framework)
    dated = earliest = None
    if found:
        month = float(found.group(2)) if found.group(2) else 6.5
        dated = int(found.group(1)) + (month - 0.5) / 12
        earliest = dated if found.group(2) else float(found.group(1))
    named = re.search(r"(?:nemo|release|bridge|ngc)\D{0,20}\b(2\d)\.(\d\d)\b", framework.lower())
    if named:
        release = 2000 + int(named.group(1)) + (int(named.group(2)) - 0.5) / 12
        if earliest is None or earliest - release <= constant("copied_release_years"):
            return release
    return 2024.5 if dated is None else dated
