"""Which model gave an answer: short digests of its code and of its data, by what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from model.data_files import DATA

CODE = Path(__file__).resolve().parents[1]
DIGEST_LENGTH = 8
# Code that computes no cost: what is said of an answer, and how the model is fitted and judged.
_NO_FORMULA = (
    *("frozen", "memo", "library", "validation", "calibration", "scenario"),
    *("wording.py", "sentence.py"),
)
_CHIPS = ("accelerators.csv", "instances.csv")
_CALIBRATION = ("calibration.json", "coefficient_priors.csv", "parameter_priors.csv")
_ARCHITECTURES = ("architectures.csv",)
# What the model is fitted on comes in through the calibration; how well it did changes no answer.
_FITTED_ON = ("training_runs.csv", "maturity.csv", "held_out.csv", "peer_accuracy.csv")


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """Digests of what an answer was computed with; equal where the content is.

    Attributes:
        formulas: the code that computes.
        calibration: fitted coefficients and their priors.
        chips: accelerators and instances.
        architectures: the published models.
        defaults: every other fact, such as failure rates and regions.
    """

    formulas: str
    calibration: str
    chips: str
    architectures: str
    defaults: str


@cache
def model_version() -> ModelVersion:
    """The version of the model that is running."""
    named = {*_CHIPS, *_CALIBRATION, *_ARCHITECTURES, *_FITTED_ON}
    code = [p for p in CODE.rglob("*.py") if not set(_NO_FORMULA) & {*p.relative_to(CODE).parts}]
    return ModelVersion(
        formulas=digest(code),
        calibration=digest(DATA / name for name in _CALIBRATION),
        chips=digest(DATA / name for name in _CHIPS),
        architectures=digest(DATA / name for name in _ARCHITECTURES),
        defaults=digest(p for p in DATA.iterdir() if p.is_file() and p.name not in named),
    )


def digest(files: Iterable[Path]) -> str:
    """One short digest of files: their names and contents, whatever their line endings."""
    made = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        made.update(f"{path.name} {len(content)}\n".encode() + content)
    return made.hexdigest()[:DIGEST_LENGTH]
